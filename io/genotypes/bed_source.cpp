#include "io/genotypes/bed_source.hpp"

#include "io/genotypes/bed.hpp"
#include "io/genotypes/bed_recoder.hpp"
#include "io/genotypes/bim.hpp"
#include "io/genotypes/fam.hpp"

#include <stdexcept>
#include <utility>

namespace atria::io {

namespace {

std::filesystem::path beside(const std::filesystem::path& bed, const char* extension) {
    return std::filesystem::path(bed).replace_extension(extension);
}

/// Reads ahead as long as the rows wanted stand close behind each other.
class BedReader final : public GenotypeReader {
public:
    BedReader(BedFile bed, std::vector<std::uint32_t> sample_of_person, std::vector<WantedVariant> wanted)
        : codes_((sample_of_person.size() + 3) / 4),
          bed_(std::move(bed)),
          recoder_(std::move(sample_of_person), static_cast<std::size_t>(bed_.people())),
          wanted_(std::move(wanted)) {}

    GenotypeRow next() override {
        const std::uint64_t row = wanted_.at(at_).place.offset;
        const std::size_t width = bed_.row_bytes();
        if (count_ == 0 || row < first_ || row >= first_ + count_) {
            first_ = row;
            count_ = run_length();
            bytes_.resize(static_cast<std::size_t>(count_) * width);
            bed_.read(first_, count_, bytes_);
            bed_.will_read(first_ + count_, count_);
        }
        const auto calls = std::span(bytes_).subspan(static_cast<std::size_t>(row - first_) * width, width);
        recoder_.recode(calls, wanted_[at_].turned, codes_);
        ++at_;
        return {codes_, {}};
    }

private:
    /// Rows from the one wanted to the last that is worth reading with it.
    [[nodiscard]] std::uint64_t run_length() const {
        constexpr std::uint64_t most_bytes = std::uint64_t{4} << 20U;
        constexpr std::uint64_t widest_gap = 8;
        const std::uint64_t first = wanted_[at_].place.offset;
        std::uint64_t last = first;
        for (const auto& next : std::span(wanted_).subspan(at_ + 1)) {
            const std::uint64_t row = next.place.offset;
            if (row <= last || row - last > widest_gap || (row - first + 1) * bed_.row_bytes() > most_bytes) { break; }
            last = row;
        }
        return last - first + 1;
    }

    std::vector<std::uint8_t> codes_;
    BedFile bed_;
    BedRecoder recoder_;
    std::vector<WantedVariant> wanted_;
    std::size_t at_ = 0;
    std::uint64_t first_ = 0;
    std::uint64_t count_ = 0;
    std::vector<std::uint8_t> bytes_;
};

class BedSource final : public GenotypeSource {
public:
    BedSource(std::filesystem::path bed, bool first_is_reference)
        : bed_(std::move(bed)), first_is_reference_(first_is_reference), people_(read_fam(beside(bed_, ".fam"))) {}

    [[nodiscard]] const std::vector<std::string>& people() const override { return people_; }

    [[nodiscard]] ScanReport scan(const std::function<void(const FileVariant&)>& take,
                                  const UnusableVariant& unusable) const override {
        ScanReport report{"calls", {}};
        std::string open_end;
        const std::uint64_t rows = read_bim(
            beside(bed_, ".bim"),
            [&](const BimVariant& variant) {
                const bool turned = first_is_reference_;
                take({variant.chromosome,
                      variant.position,
                      turned ? variant.second_allele : variant.first_allele,
                      turned ? variant.first_allele : variant.second_allele,
                      variant.id,
                      turned,
                      {variant.row}});
            },
            unusable, &open_end);
        if (!open_end.empty()) { report.warnings.push_back(std::move(open_end)); }
        const BedFile sound(bed_, rows, people_.size());
        return report;
    }

    [[nodiscard]] std::unique_ptr<GenotypeReader> reader(std::vector<std::uint32_t> sample_of_person,
                                                         std::vector<WantedVariant> wanted) const override {
        return std::make_unique<BedReader>(BedFile(bed_, rows_of_bed(bed_, people_.size()), people_.size()),
                                           std::move(sample_of_person), std::move(wanted));
    }

private:
    std::filesystem::path bed_;
    bool first_is_reference_;
    std::vector<std::string> people_;
};

}  // namespace

std::unique_ptr<GenotypeSource> open_bed(const std::filesystem::path& bed, bool first_is_reference) {
    return std::make_unique<BedSource>(bed, first_is_reference);
}

}  // namespace atria::io
