#pragma once

#include "kernels/data/genotype_block.hpp"

#include <cstdint>
#include <span>

namespace atria::quality {

/// What the quality of one variant is judged by among some people: sums that add up over cohorts.
struct VariantQuality {
    std::uint64_t people = 0;  ///< who have a copy of the chromosome, as far as it is known
    std::uint64_t called = 0;  ///< of them with a call or a dosage
    // Calls of people with two copies, and with one; 0 where there are dosages.
    std::uint64_t hom_other = 0;
    std::uint64_t het = 0;
    std::uint64_t hom_effect = 0;
    std::uint64_t single_other = 0;
    std::uint64_t single_effect = 0;
    std::uint64_t dosages = 0;  ///< people with a dosage instead of a call
    double effect_alleles = 0;  ///< copies of the effect allele; of dosages exact
    double alleles = 0;
    double info_people = 0;  ///< with a dosage in cohorts whose info is known, and Σ people × info
    double info_sum = 0;

    void add(const VariantQuality& other);

    [[nodiscard]] std::uint64_t missing() const { return people - called; }
    [[nodiscard]] double call_rate() const;                ///< NaN without people
    [[nodiscard]] double effect_allele_frequency() const;  ///< NaN without calls
    [[nodiscard]] double mac() const;                      ///< copies of the rarer allele
    [[nodiscard]] double info() const;                     ///< mean by people; NaN: hard calls
    /// -log10 p of the exact test of Hardy-Weinberg proportions among people with two copies; NaN where nobody with two
    /// copies has a call, and where some have dosages.
    [[nodiscard]] double hardy_weinberg_neg_log10_p() const;
};

/// Of one cohort's variant, recoded where people have single copies (genotype_recoding.hpp). `included`: N bytes 0/1;
/// `mask`: the same as 2-bit fields; `chosen` of them, `with_copy` of whom have a copy of the chromosome. A variant
/// that is absent has nobody.
[[nodiscard]] VariantQuality variant_quality(const GenotypeView& variant, std::span<const std::uint8_t> included,
                                             std::span<const std::uint64_t> mask, std::uint32_t chosen,
                                             std::uint32_t with_copy);

}  // namespace atria::quality
