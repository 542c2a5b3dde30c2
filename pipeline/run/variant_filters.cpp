#include "pipeline/run/variant_filters.hpp"

#include "kernels/data/masked_counts.hpp"
#include "kernels/math/hardy_weinberg.hpp"

#include <algorithm>

namespace atria::pipeline {
namespace {

/// Of the chosen people of one cohort.
struct FilterCounts {
    double effect = 0;
    double alleles = 0;
    double called = 0;
    double with_copy = 0;
    // People with two copies; 0 where they have dosages.
    std::uint64_t hom_other = 0;
    std::uint64_t het = 0;
    std::uint64_t hom_effect = 0;
};

bool filters(const GenotypeRequest& request) {
    return request.min_maf > 0 || request.min_mac > 0 || request.min_mac_cohort > 0 || request.max_missing < 1 ||
           request.min_hwe_p > 0 || request.min_info > 0;
}

FilterCounts count(const ChosenPeople& cohort, const GenotypeView& variant, const PeopleCopies* copies) {
    FilterCounts answer;
    answer.with_copy = copies != nullptr ? copies->chosen : cohort.people;
    if (is_real(variant)) {
        const PredictorCounts dosages = predictor_counts(variant, cohort.chosen, cohort.fields, cohort.people);
        answer.effect = dosages.effect_alleles;
        answer.alleles = dosages.alleles;
        answer.called = cohort.people - dosages.missing;
        return answer;
    }
    const GenotypeView& calls = variant.alleles != nullptr ? variant.alleles->calls : variant;
    const GenotypeCounts counts =
        cohort.everybody ? calls.counts : masked_counts(calls, cohort.chosen, cohort.fields, cohort.people);
    const AlleleCounts alleles = allele_counts(variant, cohort.chosen, cohort.fields, counts);
    answer.effect = alleles.effect;
    answer.alleles = alleles.all;
    const std::uint32_t called = counts.hom_other + counts.het + counts.hom_effect;
    answer.called = called;
    // Single copies have no heterozygous calls, so the alleles tell how many there are of either kind.
    const std::uint32_t singles = 2 * called - alleles.all;
    const std::uint32_t singles_with_effect = counts.het + 2 * counts.hom_effect - alleles.effect;
    answer.hom_other = counts.hom_other - (singles - singles_with_effect);
    answer.het = counts.het;
    answer.hom_effect = counts.hom_effect - singles_with_effect;
    return answer;
}

}  // namespace

FilteredBlock filter_variants(const GenotypeRequest& request, std::span<const ChosenPeople> cohorts,
                              const VariantChoice& choice, std::span<GenotypeBlock> genotypes, StageCounts& counts) {
    const std::size_t variants = choice.fates.size();
    FilteredBlock answer;
    answer.fates = choice.fates;
    answer.excluded.assign(genotypes.size(), std::vector<std::uint8_t>(variants, 0));
    for (std::size_t v = 0; v < variants; ++v) {
        VariantFate& fate = answer.fates[v];
        if (fate != VariantFate::kept || !filters(request)) { continue; }
        FilterCounts total;
        bool taken = false;
        bool left = false;
        bool single_copies = false;
        bool dosages = false;
        for (std::size_t c = 0; c < genotypes.size(); ++c) {
            GenotypeView& variant = genotypes[c].variants[v];
            if (!variant.present) { continue; }
            const PeopleCopies* copies = cohorts[c].copies_at(choice, v);
            single_copies = single_copies || copies != nullptr;
            const FilterCounts here = count(cohorts[c], variant, copies);
            const double mac = std::min(here.effect, here.alleles - here.effect);
            const bool rare = mac < request.min_mac_cohort;
            const bool poor = !rare && is_real(variant) && copies == nullptr && variant.info < request.min_info;
            const bool out = !rare && !is_real(variant) && request.min_hwe_p > 0 &&
                             math::hardy_weinberg_p(here.hom_other, here.het, here.hom_effect) < request.min_hwe_p;
            if (rare || poor || out) {
                ++(rare ? counts.below_mac : poor ? counts.below_info : counts.below_hwe)[c];
                answer.excluded[c][v] = 1;
                variant = GenotypeView{};
                taken = true;
                continue;
            }
            left = true;
            dosages = dosages || is_real(variant);
            total.effect += here.effect;
            total.alleles += here.alleles;
            total.called += here.called;
            total.with_copy += here.with_copy;
            total.hom_other += here.hom_other;
            total.het += here.het;
            total.hom_effect += here.hom_effect;
        }
        const double mac = std::min(total.effect, total.alleles - total.effect);
        if (taken && !left) {
            fate = VariantFate::no_cohort_left;
        } else if (total.with_copy - total.called > request.max_missing * total.with_copy) {
            fate = VariantFate::missing;
        } else if (request.min_maf > 0 && !(mac / total.alleles >= request.min_maf)) {
            fate = VariantFate::maf;
        } else if (mac < request.min_mac) {
            fate = VariantFate::mac;
        } else if (!single_copies && !dosages &&
                   math::variance_ratio(total.hom_other, total.het, total.hom_effect) < request.min_info) {
            fate = VariantFate::info;
        }
        if (fate == VariantFate::kept) { continue; }
        for (GenotypeBlock& block : genotypes) { block.variants[v] = GenotypeView{}; }
    }
    for (const VariantFate fate : answer.fates) { ++counts.variants[static_cast<std::size_t>(fate)]; }
    return answer;
}

void mark_filtered(const FilteredBlock& filtered, ScanRows& rows) {
    for (std::size_t v = 0; v < filtered.fates.size(); ++v) {
        if (filtered.fates[v] != VariantFate::kept) { rows.pooled[v].pooled.status = RowStatus::filtered; }
        for (std::size_t c = 0; c < filtered.excluded.size(); ++c) {
            if (filtered.excluded[c][v] != 0) { rows.cohorts[c][v].status = RowStatus::filtered; }
        }
    }
}

ScanRows filtered_rows(std::size_t variants, std::size_t cohorts) {
    ScanRows rows;
    rows.pooled.resize(variants);
    for (AssociationRow& row : rows.pooled) { row.pooled.status = RowStatus::filtered; }
    rows.cohorts.assign(cohorts, std::vector<Estimate>(variants));
    return rows;
}

}  // namespace atria::pipeline
