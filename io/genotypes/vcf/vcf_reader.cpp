#include "io/genotypes/vcf/vcf_reader.hpp"

#include "io/genotypes/packed_calls.hpp"
#include "io/genotypes/vcf/called_values.hpp"
#include "io/genotypes/vcf/hts_file.hpp"
#include "io/genotypes/vcf/site.hpp"
#include "kernels/data/error.hpp"
#include "kernels/math/imputation_info.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace atria::io {

namespace {

/// Numbers of a few digits may lie this far outside of what they may be.
constexpr double rounding = 1e-2;

class VcfReader final : public GenotypeReader {
public:
    VcfReader(const std::filesystem::path& file, CalledField field, std::vector<std::uint32_t> sample_of_person,
              std::vector<WantedVariant> wanted)
        : file_(file),
          field_(field),
          declared_(file_.header()),
          sample_of_person_(std::move(sample_of_person)),
          wanted_(std::move(wanted)),
          codes_((sample_of_person_.size() + 3) / 4),
          dosages_(sample_of_person_.size()) {}

    GenotypeRow next() override {
        const WantedVariant wanted = wanted_.at(at_++);
        if (!has_record_ || wanted.place.offset != offset_) { go_to(wanted.place.offset); }
        const bcf1_t* record = file_.record();
        if (wanted.place.alternative + 1 >= record->n_allele) { refuse("it has another ALT than before"); }
        const auto field = taken_field(field_, site_.fields, declared_, site_.alternatives.size());
        const CallValues calls(values_of("GT"), wanted.place.alternative + 1, record->n_allele);
        if (!field) { refuse("it lacks a field that was there before"); }
        if (*field == CalledField::call) { return take_calls(calls, wanted.turned); }
        return take_dosages(*field, calls, wanted);
    }

private:
    /// Reads the record at `offset`.
    void go_to(std::uint64_t offset) {
        if (!file_.is_shortly_before(offset)) { file_.seek(offset); }
        std::uint64_t here = file_.offset();
        while (here <= offset) {
            const bool found = file_.next_record();
            if (!found) { break; }
            if (here == offset) {
                offset_ = offset;
                has_record_ = true;
                site_.take_record(file_);
                if (file_.record()->n_sample != static_cast<std::uint32_t>(bcf_hdr_nsamples(file_.header()))) {
                    refuse("it has " + std::to_string(file_.record()->n_sample) + " people, the header " +
                           std::to_string(bcf_hdr_nsamples(file_.header())));
                }
                return;
            }
            here = file_.offset();
        }
        throw Error(Fault::read_write, file_.path().string() +
                                           ": a variant that was there before is not found. Run the command again "
                                           "when nobody writes to the file.");
    }

    [[nodiscard]] const bcf_fmt_t* values_of(const char* field) const {
        const bcf_fmt_t* values = bcf_get_fmt(file_.header(), file_.record(), field);
        return values == nullptr || values->p == nullptr || values->n < 1 ? nullptr : values;
    }

    GenotypeRow take_calls(const CallValues& calls, bool turned) {
        const auto code = [&](std::size_t person) {
            const std::uint32_t sample = sample_of_person_[person];
            if (sample == no_sample) { return missing_call; }
            const std::uint8_t copies = checked(calls.of(sample), sample).copies;
            return turned && copies != missing_call ? static_cast<std::uint8_t>(2 - copies) : copies;
        };
        pack_calls(sample_of_person_.size(), code, codes_);
        return {codes_, {}};
    }

    GenotypeRow take_dosages(CalledField field, const CallValues& calls, const WantedVariant& wanted) {
        const NumberValues dosages(field == CalledField::dosage ? values_of("DS") : nullptr);
        const bool has_probabilities =
            site_.fields.probabilities && (site_.alternatives.size() == 1 || !declared_.three_probabilities);
        const NumberValues probabilities(has_probabilities ? values_of("GP") : nullptr);
        for (const auto& numbers : {dosages, probabilities}) {
            if (numbers.there() && numbers.is_text()) { refuse("the header declares DS or GP as text"); }
        }
        if (dosages.there() && dosages.most() != static_cast<int>(site_.alternatives.size())) {
            refuse("DS has " + std::to_string(dosages.most()) + " values a person");
        }
        ImputationInfo info;
        for (std::size_t person = 0; person < dosages_.size(); ++person) {
            const std::uint32_t sample = sample_of_person_[person];
            Dosage dosage = missing_dosage;
            if (sample != no_sample) {
                const AltCall call = checked(calls.of(sample), sample);
                double copies = std::numeric_limits<double>::quiet_NaN();
                if (probabilities.there()) { copies = expected_copies(probabilities, sample, wanted.place, info); }
                if (dosages.there()) { copies = copies_of_dosage(dosages, sample, wanted.place, call); }
                if (std::isnan(copies) && call.copies != missing_call) { copies = call.copies; }
                dosage = dosage_of(copies);
                if (wanted.turned && dosage != missing_dosage) { dosage = static_cast<Dosage>(two_copies - dosage); }
            }
            dosages_[person] = dosage;
        }
        return {{}, dosages_, probabilities.there() ? info.value() : std::numeric_limits<double>::quiet_NaN()};
    }

    /// NaN: missing.
    double copies_of_dosage(const NumberValues& dosages, std::uint32_t sample, const VariantPlace& place,
                            const AltCall& call) const {
        double copies = dosages.of(sample, static_cast<int>(place.alternative));
        if (call.alleles == 1) { copies *= 2; }
        if (copies < -rounding || copies > 2 + rounding) {
            refuse("the dosage DS of " + name_of(sample) + " is not between 0 and " + (call.alleles == 1 ? "1" : "2"));
        }
        return std::clamp(copies, 0.0, 2.0);
    }

    /// By the probabilities of the genotypes, in the order of VCF (0/0 0/1 1/1 0/2 1/2 2/2 ..., or 0 1 2 ... for a
    /// single copy), which also go into `info`. NaN: missing.
    double expected_copies(const NumberValues& probabilities, std::uint32_t sample, const VariantPlace& place,
                           ImputationInfo& info) const {
        const auto alleles = static_cast<int>(site_.alternatives.size()) + 1;
        const auto allele = static_cast<int>(place.alternative) + 1;
        const int count = probabilities.count(sample);
        if (std::isnan(probabilities.of(sample, 0))) { return std::numeric_limits<double>::quiet_NaN(); }
        double sum = 0;
        double one = 0;
        double two = 0;
        const auto add = [&](int index, int copies) {
            const double probability = probabilities.of(sample, index);
            if (!(probability >= -rounding)) { refuse("a probability GP of " + name_of(sample) + " is not sound"); }
            sum += probability;
            one += copies == 1 ? probability : 0;
            two += copies == 2 ? probability : 0;
        };
        const bool single = count == alleles;
        if (single) {
            for (int i = 0; i < alleles; ++i) { add(i, i == allele ? 2 : 0); }
        } else if (count == alleles * (alleles + 1) / 2) {
            for (int second = 0, index = 0; second < alleles; ++second) {
                for (int first = 0; first <= second; ++first, ++index) {
                    add(index, (first == allele ? 1 : 0) + (second == allele ? 1 : 0));
                }
            }
        } else {
            refuse("GP of " + name_of(sample) + " has " + std::to_string(count) + " values");
        }
        if (std::abs(sum - 1) > 0.1) {
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

    [[nodiscard]] AltCall checked(AltCall call, std::uint32_t sample) const {
        if (!call.is_sound) {
            refuse("the call GT of " + name_of(sample) + " has more than two alleles, or one that the site has not");
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
    std::vector<std::uint32_t> sample_of_person_;
    std::vector<WantedVariant> wanted_;
    std::vector<std::uint8_t> codes_;
    std::vector<Dosage> dosages_;
    Site site_;
    std::size_t at_ = 0;
    std::uint64_t offset_ = 0;
    bool has_record_ = false;
};

}  // namespace

std::unique_ptr<GenotypeReader> read_vcf(const std::filesystem::path& file, CalledField field,
                                         std::vector<std::uint32_t> sample_of_person,
                                         std::vector<WantedVariant> wanted) {
    return std::make_unique<VcfReader>(file, field, std::move(sample_of_person), std::move(wanted));
}

}  // namespace atria::io
