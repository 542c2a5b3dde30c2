#pragma once

#include <span>
#include <vector>

namespace atria::math {

/// x with P(Z <= x) = p of a standard normal Z, 0 < p < 1, to the last few bits.
[[nodiscard]] double normal_quantile(double p);

/// Rank-based inverse normal scores by Blom: the quantile of (rank - 3/8) / (n + 1/4), where equal values share the
/// mean of their ranks. No value may be NaN.
[[nodiscard]] std::vector<double> rank_normal_scores(std::span<const double> values);

}  // namespace atria::math
