#pragma once

#include "kernels/survival/curves/survival_curve.hpp"

#include <span>
#include <vector>

namespace atria::survival {

/// The time by which a part of the people has had an event [unit of the times]. NaN where the curve, or its limit, does
/// not come that far.
struct Quantile {
    double probability = 0;
    double time = 0;
    double lower = 0;
    double upper = 0;
};

/// Quantiles at `probabilities` in [0, 1]; 0.5 is the median survival. As R's quantile.survfit: where the curve is flat
/// at 1 - probability (to 1.5e-8), the middle of the flat; a limit is where the curve's own limit comes that far.
[[nodiscard]] std::vector<Quantile> quantiles(const SurvivalCurve& curve, std::span<const double> probabilities);

}  // namespace atria::survival
