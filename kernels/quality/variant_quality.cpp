#include "kernels/quality/variant_quality.hpp"

#include "kernels/data/masked_counts.hpp"
#include "kernels/math/hardy_weinberg.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace atria::quality {
namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

double share(double part, double all) { return all > 0 ? part / all : not_known; }

}  // namespace

void VariantQuality::add(const VariantQuality& other) {
    people += other.people;
    called += other.called;
    hom_other += other.hom_other;
    het += other.het;
    hom_effect += other.hom_effect;
    single_other += other.single_other;
    single_effect += other.single_effect;
    dosages += other.dosages;
    effect_alleles += other.effect_alleles;
    alleles += other.alleles;
    info_people += other.info_people;
    info_sum += other.info_sum;
}

double VariantQuality::call_rate() const { return share(static_cast<double>(called), static_cast<double>(people)); }

double VariantQuality::effect_allele_frequency() const { return share(effect_alleles, alleles); }

double VariantQuality::mac() const { return std::min(effect_alleles, alleles - effect_alleles); }

double VariantQuality::info() const { return share(info_sum, info_people); }

double VariantQuality::hardy_weinberg_neg_log10_p() const {
    if (dosages > 0 || hom_other + het + hom_effect == 0) { return not_known; }
    return math::hardy_weinberg_neg_log10_p(hom_other, het, hom_effect);
}

VariantQuality variant_quality(const GenotypeView& variant, std::span<const std::uint8_t> included,
                               std::span<const std::uint64_t> mask, std::uint32_t chosen, std::uint32_t with_copy) {
    VariantQuality answer;
    if (!variant.present) { return answer; }
    answer.people = with_copy;
    if (is_real(variant)) {
        const PredictorCounts counts = predictor_counts(variant, included, mask, chosen);
        answer.called = static_cast<std::uint64_t>(chosen - counts.missing);
        answer.dosages = answer.called;
        answer.effect_alleles = counts.effect_alleles;
        answer.alleles = counts.alleles;
        if (!std::isnan(variant.info)) {
            answer.info_people = static_cast<double>(answer.called);
            answer.info_sum = answer.info_people * variant.info;
        }
        return answer;
    }
    const GenotypeView& calls = variant.alleles != nullptr ? variant.alleles->calls : variant;
    const GenotypeCounts counts = masked_counts(calls, included, mask, chosen);
    const AlleleCounts alleles = allele_counts(variant, included, mask, counts);
    const std::uint32_t called = counts.hom_other + counts.het + counts.hom_effect;
    // Single copies have no heterozygous calls, so the alleles tell how many there are of either kind.
    const std::uint32_t singles = 2 * called - alleles.all;
    answer.called = called;
    answer.single_effect = counts.het + 2 * counts.hom_effect - alleles.effect;
    answer.single_other = singles - answer.single_effect;
    answer.hom_other = counts.hom_other - answer.single_other;
    answer.het = counts.het;
    answer.hom_effect = counts.hom_effect - answer.single_effect;
    answer.effect_alleles = alleles.effect;
    answer.alleles = alleles.all;
    return answer;
}

}  // namespace atria::quality
