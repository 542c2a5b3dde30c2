#pragma once

#include "kernels/data/association_row.hpp"

#include <span>

namespace atria::math {

/// Has the cohort a finite beta and a positive standard error?
[[nodiscard]] bool takes_part(const Estimate& cohort);

/// Puts the cohorts' own estimates of one variant together. Cohorts without a finite beta and a positive standard error
/// take no part. Weights are inverse variances; Q is Cochran's, I² = max(0, (Q - df) / Q); the random-effects variance
/// between cohorts is DerSimonian and Laird's (1986). Q and I² need two cohorts. p-values of the effects are normal.
[[nodiscard]] MetaAnalysis meta_analysis(std::span<const Estimate> cohorts);

}  // namespace atria::math
