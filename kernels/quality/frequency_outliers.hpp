#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace atria::quality {

/// Copies of the effect allele among the alleles of some people.
struct AlleleSample {
    double effect = 0;
    double alleles = 0;
};

/// Hudson's estimate of F_ST between two samples of one variant (Bhatia et al., Genome Research 23:1514, 2013, equation
/// 10), which sample sizes do not bias. NaN with fewer than two alleles in one of them or without variance.
[[nodiscard]] double hudson_fst(const AlleleSample& a, const AlleleSample& b);

/// Pearson's chi-square (1 degree of freedom) of the 2 × 2 table of alleles and samples. NaN where a margin is empty.
[[nodiscard]] double allele_chi_square(const AlleleSample& a, const AlleleSample& b);

/// One cohort against the others.
struct FrequencyComparison {
    double fst = std::numeric_limits<double>::quiet_NaN();
    double neg_log10_p = std::numeric_limits<double>::quiet_NaN();  ///< of the chi-square
    bool outlier = false;
};

/// An outlier differs from the others pooled by more than both.
struct OutlierLimits {
    double fst = 0.1;
    double neg_log10_p = 6;
};

/// Each cohort against all others pooled that are not outliers themselves: the cohort that differs most from the rest
/// is taken out while it exceeds the limits, so that it does not make the others look different. Of two that are left
/// both are outliers, since nothing tells which of them is right. An outlier has the numbers of the round that took it
/// out. Cohorts without alleles take no part.
[[nodiscard]] std::vector<FrequencyComparison> compare_frequencies(std::span<const AlleleSample> cohorts,
                                                                   const OutlierLimits& limits);

}  // namespace atria::quality
