#include "io/genotypes/bgen/bgen_source.hpp"

#include "io/genotypes/bgen/bgen_file.hpp"
#include "io/genotypes/bgen/bgen_probabilities.hpp"
#include "io/genotypes/bgen/sample_file.hpp"
#include "io/genotypes/unusable_alleles.hpp"
#include "kernels/data/error.hpp"

#include <string>
#include <utility>

namespace atria::io {

namespace {

class BgenReader final : public GenotypeReader {
public:
    BgenReader(const std::filesystem::path& file, std::vector<std::uint32_t> sample_of_person,
               std::vector<WantedVariant> wanted)
        : file_(file),
          probabilities_(file_.compression(), file_.people()),
          sample_of_person_(std::move(sample_of_person)),
          wanted_(std::move(wanted)),
          dosages_(sample_of_person_.size()) {}

    GenotypeRow next() override {
        const WantedVariant wanted = wanted_.at(at_++);
        file_.read_variant(wanted.place.offset, variant_);
        GenotypeRow row{{}, dosages_};
        std::string reason = probabilities_.unpack(file_.read_data(variant_), variant_.whole_bytes);
        if (reason.empty()) { reason = probabilities_.take(sample_of_person_, wanted.turned, dosages_, row.info); }
        if (!reason.empty()) {
            file_.refuse(variant_, reason + ". Copy the file again, or leave the variant out of it.");
        }
        return row;
    }

private:
    BgenFile file_;
    BgenProbabilities probabilities_;
    std::vector<std::uint32_t> sample_of_person_;
    std::vector<WantedVariant> wanted_;
    std::vector<Dosage> dosages_;
    BgenVariant variant_;
    std::size_t at_ = 0;
};

class BgenSource final : public GenotypeSource {
public:
    BgenSource(const std::filesystem::path& file, const std::filesystem::path& samples, bool first_is_reference)
        : file_(file), first_is_reference_(first_is_reference) {
        const BgenFile bgen(file);
        if (samples.empty()) {
            people_ = bgen.ids();
            if (people_.empty()) {
                throw Error(Fault::bad_data, file.string() +
                                                 ": the file does not name its people. Name its .sample file in the "
                                                 "column samples of the cohort table.");
            }
            return;
        }
        people_ = read_sample_file(samples);
        if (people_.size() != bgen.people()) {
            throw Error(Fault::bad_data, samples.string() + ": the file names " + std::to_string(people_.size()) +
                                             " people, " + file.string() + " has " + std::to_string(bgen.people()) +
                                             ". Give the .sample file that belongs to the .bgen.");
        }
    }

    [[nodiscard]] const std::vector<std::string>& people() const override { return people_; }

    [[nodiscard]] ScanReport scan(const std::function<void(const FileVariant&)>& take,
                                  const UnusableVariant& unusable) const override {
        BgenFile bgen(file_);
        BgenVariant variant;
        std::uint64_t offset = bgen.first_offset();
        for (std::uint32_t i = 0; i < bgen.variants(); ++i) {
            if (offset == bgen.size()) {
                throw Error(Fault::bad_data, file_.string() + ": the header says " + std::to_string(bgen.variants()) +
                                                 " variants, but the file ends after " + std::to_string(i) +
                                                 ". It is cut short: copy it again from its source.");
            }
            bgen.read_variant(offset, variant);
            tell(variant, take, unusable);
            offset = variant.next_offset;
        }
        if (offset != bgen.size()) {
            throw Error(Fault::bad_data, file_.string() + ": behind the " + std::to_string(bgen.variants()) +
                                             " variants of the header " + std::to_string(bgen.size() - offset) +
                                             " bytes are left. The header is wrong: write the file again.");
        }
        return {"probabilities", {}};
    }

    [[nodiscard]] std::unique_ptr<GenotypeReader> reader(std::vector<std::uint32_t> sample_of_person,
                                                         std::vector<WantedVariant> wanted) const override {
        return std::make_unique<BgenReader>(file_, std::move(sample_of_person), std::move(wanted));
    }

private:
    void tell(const BgenVariant& variant, const std::function<void(const FileVariant&)>& take,
              const UnusableVariant& unusable) const {
        const Chromosome chromosome = chromosome_code(variant.chromosome, ChromosomeNumbers::plink);
        std::string_view reason;
        std::string first;
        std::string second;
        if (chromosome == 0) {
            reason = not_placed;
        } else if (variant.position == 0) {
            reason = no_position;
        } else if (variant.alleles.size() != 2) {
            reason = "not of two alleles";
        } else {
            assign_upper(first, variant.alleles[0]);
            assign_upper(second, variant.alleles[1]);
            reason = unusable_alleles(first, second);
        }
        if (!reason.empty()) {
            std::string detail = std::string(variant.chromosome) + ":" + std::to_string(variant.position);
            for (const auto allele : variant.alleles) { detail.append(":").append(allele); }
            unusable(variant.id, detail, reason);
            return;
        }
        const bool turned = !first_is_reference_;  // dosages are those of the second allele
        take({chromosome,
              variant.position,
              turned ? first : second,
              turned ? second : first,
              variant.id,
              turned,
              {variant.offset, 0}});
    }

    std::filesystem::path file_;
    bool first_is_reference_;
    std::vector<std::string> people_;
};

}  // namespace

std::unique_ptr<GenotypeSource> open_bgen(const std::filesystem::path& file, const std::filesystem::path& samples,
                                          bool first_is_reference) {
    return std::make_unique<BgenSource>(file, samples, first_is_reference);
}

}  // namespace atria::io
