#include "io/genotypes/bgen/bgen_probabilities.hpp"

#include "io/genotypes/genotype_source.hpp"
#include "kernels/math/imputation_info.hpp"

#include <libdeflate.h>
#include <zstd.h>
#include <algorithm>
#include <cstring>
#include <new>

namespace atria::io {

namespace {

constexpr std::uint8_t missing_bit = 0x80;
constexpr std::uint8_t ploidy_bits = 0x3F;
constexpr unsigned most_bits = 32;
/// People, alleles, ploidies; phased and bits stand behind the people's own bytes.
constexpr std::size_t head_bytes = 8;
constexpr std::size_t tail_bytes = 2;

std::uint32_t little_endian(const std::uint8_t* bytes, std::size_t width) {
    std::uint32_t value = 0;
    for (std::size_t i = width; i > 0; --i) { value = value << 8U | bytes[i - 1]; }
    return value;
}

/// Whole numbers of 8, 16 or any other number of bits, one behind the other.
template <unsigned Bits>
class Values {
public:
    Values(std::span<const std::uint8_t> bytes, unsigned bits) : bytes_(bytes), bits_(bits) {}

    [[nodiscard]] std::uint32_t operator[](std::size_t index) const {
        if constexpr (Bits == 8) {
            return bytes_[index];
        } else if constexpr (Bits == 16) {
            return static_cast<std::uint32_t>(bytes_[2 * index] | bytes_[2 * index + 1] << 8);
        } else {
            const std::uint64_t bit = std::uint64_t{index} * bits_;
            const auto first = static_cast<std::size_t>(bit / 8);
            std::uint64_t word = 0;
            std::memcpy(&word, bytes_.data() + first, std::min<std::size_t>(8, bytes_.size() - first));
            return static_cast<std::uint32_t>(word >> bit % 8 & ((std::uint64_t{1} << bits_) - 1));
        }
    }

private:
    std::span<const std::uint8_t> bytes_;
    unsigned bits_;
};

}  // namespace

struct BgenProbabilities::Decompressor {
    Decompressor() = default;
    ~Decompressor() {
        libdeflate_free_decompressor(zlib);
        ZSTD_freeDCtx(zstd);
    }
    Decompressor(const Decompressor&) = delete;
    Decompressor& operator=(const Decompressor&) = delete;

    libdeflate_decompressor* zlib = nullptr;
    ZSTD_DCtx* zstd = nullptr;
};

BgenProbabilities::BgenProbabilities(BgenFile::Compression compression, std::uint32_t people)
    : compression_(compression), people_(people), decompressor_(std::make_unique<Decompressor>()) {
    if (compression == BgenFile::Compression::zlib) {
        decompressor_->zlib = libdeflate_alloc_decompressor();
        if (decompressor_->zlib == nullptr) { throw std::bad_alloc(); }
    }
    if (compression == BgenFile::Compression::zstd) {
        decompressor_->zstd = ZSTD_createDCtx();
        if (decompressor_->zstd == nullptr) { throw std::bad_alloc(); }
    }
}

BgenProbabilities::~BgenProbabilities() = default;

std::string BgenProbabilities::unpack(std::span<const std::uint8_t> data, std::uint32_t whole_bytes) {
    // Two values of 32 bits a person at the most: nothing larger is made room for, whatever the file says.
    const std::uint64_t most = head_bytes + tail_bytes + std::uint64_t{people_} * (1 + 2 * most_bits / 8);
    if (whole_bytes < head_bytes + tail_bytes + std::uint64_t{people_} || whole_bytes > most) {
        return "its probabilities have " + std::to_string(whole_bytes) + " bytes, which " + std::to_string(people_) +
               " people with one or two copies cannot have";
    }
    whole_.resize(whole_bytes);
    std::string reason = inflate(data);
    return reason.empty() ? check() : reason;
}

std::string BgenProbabilities::inflate(std::span<const std::uint8_t> data) {
    switch (compression_) {
        case BgenFile::Compression::zlib:
            // The result has to have exactly the length that was announced.
            if (libdeflate_zlib_decompress(decompressor_->zlib, data.data(), data.size(), whole_.data(), whole_.size(),
                                           nullptr) != LIBDEFLATE_SUCCESS) {
                return "its compressed bytes (zlib) are damaged";
            }
            return {};
        case BgenFile::Compression::zstd: {
            const std::size_t length =
                ZSTD_decompressDCtx(decompressor_->zstd, whole_.data(), whole_.size(), data.data(), data.size());
            if (ZSTD_isError(length) != 0) {
                return std::string("its compressed bytes (zstd) are damaged: ") + ZSTD_getErrorName(length);
            }
            return length == whole_.size() ? std::string{} : "its compressed bytes (zstd) are too few";
        }
        default:
            whole_.assign(data.begin(), data.end());
            return {};
    }
}

std::string BgenProbabilities::check() {
    const std::uint32_t people = little_endian(whole_.data(), 4);
    const std::uint32_t alleles = little_endian(whole_.data() + 4, 2);
    if (people != people_) {
        return "it has " + std::to_string(people) + " people, the header " + std::to_string(people_);
    }
    if (alleles != 2) { return "its probabilities are of " + std::to_string(alleles) + " alleles, not of two"; }
    ploidy_ = std::span(whole_).subspan(head_bytes, people_);
    const std::uint8_t phased = whole_[head_bytes + people_];
    bits_ = whole_[head_bytes + people_ + 1];
    values_ = std::span(whole_).subspan(head_bytes + tail_bytes + people_);
    if (phased > 1 || bits_ == 0 || bits_ > most_bits) {
        return "its probabilities have " + std::to_string(bits_) + " bits and are marked as phased by " +
               std::to_string(int{phased});
    }
    is_phased_ = phased == 1;
    first_value_.clear();
    std::uint64_t values = 0;
    if (std::ranges::all_of(ploidy_, [](std::uint8_t byte) { return (byte & ~missing_bit) == 2; })) {
        values = 2 * std::uint64_t{people_};
    } else {
        first_value_.reserve(people_);
        for (const std::uint8_t byte : ploidy_) {
            const unsigned ploidy = byte & ploidy_bits;
            if (ploidy > 2) { return "somebody has " + std::to_string(ploidy) + " copies of the chromosome"; }
            first_value_.push_back(static_cast<std::uint32_t>(values));
            values += ploidy;
        }
    }
    const std::uint64_t bytes = (values * bits_ + 7) / 8;
    if (bytes != values_.size()) {
        return "its " + std::to_string(values) + " probabilities need " + std::to_string(bytes) + " bytes, it has " +
               std::to_string(values_.size());
    }
    return {};
}

std::string BgenProbabilities::take(std::span<const std::uint32_t> sample_of_person, bool turned,
                                    std::span<Dosage> dosages, double& info) const {
    ImputationInfo of_variant;
    bool is_sound = true;
    const auto all = [&](const auto& values) {
        const double unit = 1 / static_cast<double>((std::uint64_t{1} << bits_) - 1);
        for (std::size_t person = 0; person < dosages.size(); ++person) {
            const std::uint32_t sample = sample_of_person[person];
            dosages[person] = missing_dosage;
            if (sample == no_sample || (ploidy_[sample] & missing_bit) != 0) { continue; }
            const unsigned ploidy = ploidy_[sample] & ploidy_bits;
            if (ploidy == 0) { continue; }
            const std::size_t at = first_value_.empty() ? 2 * std::size_t{sample} : first_value_[sample];
            const double first = values[at] * unit;
            double copies = 0;  // of the second allele
            if (ploidy == 1) {
                of_variant.add_single(1 - first);
                copies = 2 * (1 - first);
            } else {
                const double second = values[at + 1] * unit;
                // Phased: of each chromosome, that it has the first allele. Otherwise of two and of one copy of it.
                const double one = is_phased_ ? first * (1 - second) + second * (1 - first) : second;
                const double two = is_phased_ ? (1 - first) * (1 - second) : 1 - first - second;
                copies = is_phased_ ? 2 - first - second : one + 2 * two;
                is_sound = is_sound && two > -1.5 * unit;
                of_variant.add(one, two);
            }
            copies = std::clamp(copies, 0.0, 2.0);
            dosages[person] = dosage_of(turned ? 2 - copies : copies);
        }
    };
    if (bits_ == 8) {
        all(Values<8>(values_, bits_));
    } else if (bits_ == 16) {
        all(Values<16>(values_, bits_));
    } else {
        all(Values<0>(values_, bits_));
    }
    info = of_variant.value();
    return is_sound ? std::string{} : "probabilities of somebody add up to more than 1";
}

}  // namespace atria::io
