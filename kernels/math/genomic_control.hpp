#pragma once

#include <vector>

namespace atria::math {

/// The median of chi-square with 1 degree of freedom.
inline constexpr double chi_square_1_median = 0.45493642311957283;

/// λ of genomic control (Devlin and Roeder 1999): the median of the statistics over that of chi-square with 1 degree of
/// freedom. Of an even number the median is the mean of the two in the middle. NaN are passed over; NaN when none is
/// left.
[[nodiscard]] double genomic_control_lambda(std::vector<double> chi_squares);

/// What standard errors are multiplied by: sqrt(λ), but never less than 1.
[[nodiscard]] double genomic_control_factor(double lambda);

}  // namespace atria::math
