#pragma once

#include "kernels/data/association_row.hpp"
#include "kernels/math/leave_one_out.hpp"
#include "kernels/math/random_effects.hpp"

#include <span>

namespace atria::math {

/// The results of studies for one variant put together.
struct PooledStudies {
    double n = not_available;          ///< people over the studies; not available when one of them does not say
    double frequency = not_available;  ///< of the effect allele: mean over the studies that tell it, weighted by people
    MetaAnalysis meta;                 ///< its random effects are those of `random`
    RandomEffects random;
    LeaveOneOut leave_one_out;
};

/// `studies`: an estimate a study, of the same effect allele; those that lack the variant take no part. Where a study
/// with a frequency does not tell its people, the frequencies weigh the same.
[[nodiscard]] PooledStudies pool_studies(std::span<const Estimate> studies, BetweenCohorts method);

/// Genomic control of the result: multiplies the standard errors and takes the p-values anew.
void widen(PooledStudies& pooled, double fixed_factor, double random_factor);

}  // namespace atria::math
