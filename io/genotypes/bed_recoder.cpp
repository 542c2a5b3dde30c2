#include "io/genotypes/bed_recoder.hpp"

#include "kernels/data/genotype_block.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace atria::io {

namespace {

/// PLINK's codes 0, 1, 2, 3 = A1 A1, missing, A1 A2, A2 A2 as copies of A1, and of A2 when turned.
constexpr std::array<std::uint8_t, 4> copies_of_first{2, missing_call, 1, 0};
constexpr std::array<std::uint8_t, 4> copies_of_second{0, missing_call, 1, 2};

constexpr std::size_t word_bytes = 8;
constexpr std::uint64_t low_bits = 0x5555555555555555U;

/// 32 calls at once. With PLINK's bits h and l the lower bit of the copies is h ^ l; the upper one is ~h, and l when
/// turned.
std::uint64_t recoded(std::uint64_t calls, bool turned) {
    const std::uint64_t high = calls >> 1U & low_bits;
    const std::uint64_t low = calls & low_bits;
    return (turned ? low : high ^ low_bits) << 1U | (high ^ low);
}

void recode_all(std::span<std::uint8_t> codes, bool turned) {
    const auto recode_words = [codes](bool by_second) {
        std::size_t at = 0;
        std::uint64_t word = 0;
        for (; at + word_bytes <= codes.size(); at += word_bytes) {
            std::memcpy(&word, codes.data() + at, word_bytes);
            word = recoded(word, by_second);
            std::memcpy(codes.data() + at, &word, word_bytes);
        }
        std::memcpy(&word, codes.data() + at, codes.size() - at);
        word = recoded(word, by_second);
        std::memcpy(codes.data() + at, &word, codes.size() - at);
    };
    turned ? recode_words(true) : recode_words(false);
}

/// The bits of `word` that are in `chosen`, moved together to the low end.
std::uint64_t gathered(std::uint64_t word, std::uint64_t chosen) {
#ifdef __BMI2__
    return __builtin_ia32_pext_di(word, chosen);
#else
    std::uint64_t bits = 0;
    for (unsigned filled = 0; chosen != 0; chosen &= chosen - 1, ++filled) {
        bits |= (word >> static_cast<unsigned>(std::countr_zero(chosen)) & 1U) << filled;
    }
    return bits;
#endif
}

}  // namespace

BedRecoder::BedRecoder(std::vector<std::uint32_t> sample_of_person, std::size_t samples)
    : sample_of_person_(std::move(sample_of_person)), samples_(samples) {
    for (std::size_t person = 0; person < sample_of_person_.size(); ++person) {
        const std::uint32_t sample = sample_of_person_[person];
        if (sample != no_sample && sample >= samples) {
            throw std::logic_error("a person of the cohort is behind the last of the file");
        }
        ascending_ = ascending_ && sample != no_sample && (person == 0 || sample_of_person_[person - 1] < sample);
        if (!ascending_) { continue; }
        const std::uint32_t word = sample / 32;
        if (neighbours_.empty() || neighbours_.back().word != word) { neighbours_.push_back({word, 0}); }
        neighbours_.back().chosen |= std::uint64_t{3} << 2 * (sample % 32);
    }
}

void BedRecoder::recode(std::span<const std::uint8_t> row, bool turned, std::span<std::uint8_t> codes) const {
    const std::size_t people = sample_of_person_.size();
    if (row.size() != (samples_ + 3) / 4 || codes.size() != (people + 3) / 4) {
        throw std::logic_error("calls of n people need ceil(n / 4) bytes");
    }
    if (people == samples_ && ascending_) {
        std::memcpy(codes.data(), row.data(), codes.size());
        recode_all(codes, turned);
    } else if (ascending_) {
        take_neighbours(row, codes);
        recode_all(codes, turned);
    } else {
        const auto& code = turned ? copies_of_second : copies_of_first;
        for (std::size_t byte = 0; byte < codes.size(); ++byte) {
            unsigned packed = 0;
            for (std::size_t i = 4 * byte; i < std::min(4 * byte + 4, people); ++i) {
                const std::uint32_t sample = sample_of_person_[i];
                const unsigned call =
                    sample == no_sample ? missing_call : code[row[sample / 4] >> 2 * (sample % 4) & 3U];
                packed |= call << 2 * (i % 4);
            }
            codes[byte] = static_cast<std::uint8_t>(packed);
        }
    }
    // PLINK fills the last byte with the code that becomes two copies: no person, no call.
    if (people % 4 != 0) { codes.back() = static_cast<std::uint8_t>(codes.back() & ((1U << 2 * (people % 4)) - 1)); }
}

/// The calls of the cohort's people as the file has them.
void BedRecoder::take_neighbours(std::span<const std::uint8_t> row, std::span<std::uint8_t> codes) const {
    std::uint64_t waiting = 0;  // `filled` bits that are not yet in `codes`
    unsigned filled = 0;
    std::size_t at = 0;
    for (const auto [word, chosen] : neighbours_) {
        const std::size_t begin = word * word_bytes;
        std::uint64_t calls = 0;
        if (begin + word_bytes <= row.size()) {
            std::memcpy(&calls, row.data() + begin, word_bytes);
        } else {
            std::memcpy(&calls, row.data() + begin, row.size() - begin);
        }
        const std::uint64_t bits = gathered(calls, chosen);
        const auto count = static_cast<unsigned>(std::popcount(chosen));
        waiting |= bits << filled;
        if (filled + count >= 64) {
            std::memcpy(codes.data() + at, &waiting, word_bytes);
            at += word_bytes;
            waiting = filled == 0 ? 0 : bits >> (64 - filled);
            filled -= 64;
        }
        filled += count;
    }
    std::memcpy(codes.data() + at, &waiting, codes.size() - at);
}

}  // namespace atria::io
