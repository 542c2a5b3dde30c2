#include "io/genotypes/vcf/vcf_reader.hpp"

#include "io/genotypes/packed_calls.hpp"
#include "io/genotypes/vcf/hts_file.hpp"
#include "io/genotypes/vcf/sample_values.hpp"
#include "io/genotypes/vcf/site.hpp"
#include "kernels/data/error.hpp"
#include "kernels/math/imputation_info.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace atria::io {

namespace {

/// Numbers of a few digits may lie this far outside of what they may be.
constexpr double rounding = 1e-2;
constexpr double missing_number = std::numeric_limits<double>::quiet_NaN();

class VcfReader final : public GenotypeReader {
public:
    VcfReader(const std::filesystem::path& file, CalledField field, int threads,
              std::vector<std::uint32_t> sample_of_person, std::vector<WantedVariant> wanted)
        : file_(file, threads),
          field_(field),
          declared_(file_.header()),
          values_(file_.is_bcf() ? record_values() : line_values()),
          sample_of_person_(std::move(sample_of_person)),
          wanted_(std::move(wanted)),
          codes_((sample_of_person_.size() + 3) / 4),
          dosages_(sample_of_person_.size()) {}

    GenotypeRow next() override {
        const WantedVariant wanted = wanted_.at(at_++);
        if (!has_site_ || wanted.place.offset != offset_) { go_to(wanted.place.offset); }
        if (wanted.place.alternative >= site_.alternatives.size()) { refuse("it has not the ALTs that it had before"); }
        allele_ = wanted.place.alternative + 1;
        alleles_ = static_cast<std::uint32_t>(site_.alternatives.size()) + 1;
        const auto field = taken_field(field_, site_.fields, declared_, site_.alternatives.size());
        if (!field) { refuse("it lacks a field that was there before"); }
        return *field == CalledField::call ? take_calls(wanted.turned) : take_dosages(*field, wanted.turned);
    }

    [[nodiscard]] UnusualCalls unusual() const override { return unusual_; }

private:
    /// Reads the line or record at `offset`.
    void go_to(std::uint64_t offset) {
        if (!file_.is_shortly_before(offset)) { file_.seek(offset); }
        std::uint64_t here = file_.offset();
        while (here <= offset && (file_.is_bcf() ? file_.next_record() : file_.next_line())) {
            if (here < offset) {
                here = file_.offset();
                continue;
            }
            if (file_.is_bcf()) {
                site_.take_record(file_);
            } else {
                site_.take_line(file_);
            }
            offset_ = offset;
            has_site_ = true;
            const Chromosome chromosome = chromosome_code(site_.chromosome, ChromosomeNumbers::plink);
            on_autosome_ = chromosome >= 1 && chromosome <= last_autosome;
            if (const std::string reason = values_->take(file_); !reason.empty()) { refuse(reason); }
            return;
        }
        throw Error(Fault::read_write, file_.path().string() +
                                           ": a variant that was there before is not found. Run the command again "
                                           "when nobody writes to the file.");
    }

    GenotypeRow take_calls(bool turned) {
        const auto code = [&](std::size_t person) {
            const std::uint32_t sample = sample_of_person_[person];
            if (sample == no_sample) { return missing_call; }
            const AltCall call = call_of(sample);
            note(call);
            const std::uint8_t copies = call.copies;
            return turned && copies != missing_call ? static_cast<std::uint8_t>(2 - copies) : copies;
        };
        pack_calls(sample_of_person_.size(), code, codes_);
        return {codes_, {}};
    }

    GenotypeRow take_dosages(CalledField field, bool turned) {
        const bool has_probabilities = site_.fields.probabilities && (alleles_ == 2 || !declared_.three_probabilities);
        numbers_.resize(std::size_t{alleles_} * (alleles_ + 1) / 2);
        ImputationInfo info;
        for (std::size_t person = 0; person < dosages_.size(); ++person) {
            const std::uint32_t sample = sample_of_person_[person];
            dosages_[person] = missing_dosage;
            if (sample == no_sample) { continue; }
            const AltCall call = call_of(sample);
            note(call);
            double copies = missing_number;
            if (has_probabilities) { copies = expected_copies(sample, info); }
            if (field == CalledField::dosage) { copies = copies_of_dosage(sample, call); }
            if (std::isnan(copies) && call.copies != missing_call) {
                copies = call.copies;
                ++unusual_.called;
            }
            if (!std::isnan(copies)) { dosages_[person] = dosage_of(turned ? 2 - copies : copies); }
        }
        return {{}, dosages_, has_probabilities ? info.value() : missing_number};
    }

    void note(const AltCall& call) {
        unusual_.single += on_autosome_ && call.alleles == 1 && call.copies != missing_call ? 1U : 0U;
        unusual_.half += call.is_half ? 1U : 0U;
    }

    /// NaN: missing.
    double copies_of_dosage(std::uint32_t sample, const AltCall& call) {
        const int count = values_->numbers(NumberField::dosage, sample, numbers_);
        if (count < 0) { refuse("DS of " + name_of(sample) + " is no number"); }
        if (count == 0 || (count == 1 && std::isnan(numbers_[0]))) { return missing_number; }
        if (count != static_cast<int>(alleles_) - 1) {
            refuse("DS of " + name_of(sample) + " has " + std::to_string(count) + " values");
        }
        const double copies = numbers_[allele_ - 1] * (call.alleles == 1 ? 2 : 1);
        if (copies < -rounding || copies > 2 + rounding) {
            refuse("the dosage DS of " + name_of(sample) + " is not between 0 and " + (call.alleles == 1 ? "1" : "2"));
        }
        return std::clamp(copies, 0.0, 2.0);
    }

    /// By the probabilities of the genotypes, in the order of VCF (0/0 0/1 1/1 0/2 1/2 2/2 ..., or 0 1 2 ... for a
    /// single copy), which also go into `info`. NaN: missing.
    double expected_copies(std::uint32_t sample, ImputationInfo& info) {
        const int count = values_->numbers(NumberField::probabilities, sample, numbers_);
        if (count < 0) { refuse("GP of " + name_of(sample) + " are no numbers"); }
        if (count == 0 || std::isnan(numbers_[0])) { return missing_number; }
        const bool single = count == static_cast<int>(alleles_);
        if (!single && count != static_cast<int>(numbers_.size())) {
            refuse("GP of " + name_of(sample) + " has " + std::to_string(count) + " values");
        }
        double sum = 0;
        double one = 0;
        double two = 0;
        const auto add = [&](std::size_t index, int copies) {
            const double probability = numbers_[index];
            if (!(probability >= -rounding)) { refuse("a probability GP of " + name_of(sample) + " is not sound"); }
            sum += probability;
            one += copies == 1 ? probability : 0;
            two += copies == 2 ? probability : 0;
        };
        std::size_t index = 0;
        for (std::uint32_t second = 0; second < alleles_; ++second) {
            if (single) {
                add(index++, second == allele_ ? 2 : 0);
                continue;
            }
            for (std::uint32_t first = 0; first <= second; ++first) {
                add(index++, (first == allele_ ? 1 : 0) + (second == allele_ ? 1 : 0));
            }
        }
        if (!(std::abs(sum - 1) <= 0.1)) {
            refuse("the probabilities GP of " + name_of(sample) +
                   " do not add up to 1 (are they Phred scores? then choose --genotype-field GT)");
        }
        if (single) {
            info.add_single(two / sum);
        } else {
            info.add(one / sum, two / sum);
        }
        return std::clamp((one + 2 * two) / sum, 0.0, 2.0);
    }

    [[nodiscard]] AltCall call_of(std::uint32_t sample) const {
        const AltCall call = values_->call(sample, allele_, alleles_);
        if (!call.is_sound) {
            refuse("the call GT of " + name_of(sample) +
                   " is not understood, has more than two alleles, or one that the site has not");
        }
        return call;
    }

    [[nodiscard]] std::string name_of(std::uint32_t sample) const { return file_.header()->samples[sample]; }

    [[noreturn]] void refuse(const std::string& reason) const {
        std::string variant = std::string(site_.chromosome) + ":" + std::to_string(site_.position);
        if (site_.id != ".") { variant.append(" (").append(site_.id).append(")"); }
        throw Error(Fault::bad_data, file_.path().string() + ": variant " + variant + ": " + reason +
                                         ". Correct the file, or leave the variant out of it.");
    }

    HtsFile file_;
    CalledField field_;
    DeclaredFields declared_;
    std::unique_ptr<SampleValues> values_;
    std::vector<std::uint32_t> sample_of_person_;
    std::vector<WantedVariant> wanted_;
    std::vector<std::uint8_t> codes_;
    std::vector<Dosage> dosages_;
    std::vector<double> numbers_;  ///< DS or GP of one person
    std::size_t at_ = 0;
    UnusualCalls unusual_;
    // The line or record read last, and the ALT wanted of it:
    Site site_;
    std::uint64_t offset_ = 0;
    bool has_site_ = false;
    bool on_autosome_ = false;
    std::uint32_t allele_ = 1;
    std::uint32_t alleles_ = 2;
};

}  // namespace

std::unique_ptr<GenotypeReader> read_vcf(const std::filesystem::path& file, CalledField field, int threads,
                                         std::vector<std::uint32_t> sample_of_person,
                                         std::vector<WantedVariant> wanted) {
    return std::make_unique<VcfReader>(file, field, threads, std::move(sample_of_person), std::move(wanted));
}

}  // namespace atria::io
