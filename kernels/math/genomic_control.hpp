#pragma once

#include "kernels/data/association_row.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace atria::math {

/// The median of chi-square with 1 degree of freedom.
inline constexpr double chi_square_1_median = 0.45493642311957283;

/// λ of genomic control (Devlin and Roeder 1999): the median of the statistics over that of chi-square with 1 degree of
/// freedom. Of an even number the median is the mean of the two in the middle. NaN are passed over; NaN when none is
/// left.
[[nodiscard]] double genomic_control_lambda(std::vector<double> chi_squares);

/// λ of tests of any kind, by the chi-square with 1 degree of freedom that has their p. `middle`: -log10 p in the
/// middle of all, one or two (MiddleValues); NaN when there is none.
[[nodiscard]] double lambda_of_middle_p(std::span<const double> middle);

/// Whose standard errors are corrected: nobody's, those of the cohorts (studies) before they are put together, or those
/// and the result's.
enum class GenomicControl : std::uint8_t { none, input, both };

/// What standard errors are multiplied by: sqrt(λ), but never less than 1.
[[nodiscard]] double genomic_control_factor(double lambda);

/// Corrects an estimate: the standard error times `factor`, the statistic by it, the score test's chi-square by its
/// square, and the p of the row's test anew: of Student's t where there are degrees of freedom, otherwise of the normal
/// deviate that has the row's p, by `factor`. Likelihoods stay. A factor of 1 changes no bit, and a test of several
/// effects together, which has no standard error, stays as it is; a score test beside an infinite estimate does not.
void widen(Estimate& estimate, double factor);

/// The same of what is put together, with normal p.
void widen(MetaAnalysis& meta, double fixed_factor, double random_factor);

}  // namespace atria::math
