#pragma once

namespace atria::math {

/// Upper tails as -log10 p, formed in log space so that they never underflow. NaN in, NaN out.

/// Two-sided p of a standard normal z; the same as chi-square with 1 degree of freedom at z².
[[nodiscard]] double normal_neg_log10_p(double z);

/// The |z| whose two-sided p is the given one, 0 < p <= 1.
[[nodiscard]] double normal_from_p(double p);
[[nodiscard]] double normal_from_neg_log10_p(double neg_log10_p);  ///< 0 and above, finite

/// Two-sided p of Student's t with `df` > 0 degrees of freedom.
[[nodiscard]] double student_neg_log10_p(double t, double df);

/// Upper tail of F with whole `numerator` and `denominator` > 0 degrees of freedom.
[[nodiscard]] double f_neg_log10_p(double f, double numerator, double denominator);

/// Upper tail of chi-square with `df` > 0 degrees of freedom.
[[nodiscard]] double chi_square_neg_log10_p(double x, double df);

}  // namespace atria::math
