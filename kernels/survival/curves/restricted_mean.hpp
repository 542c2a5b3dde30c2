#pragma once

#include "kernels/survival/curves/survival_curve.hpp"

#include <optional>
#include <span>

namespace atria::survival {

/// The mean time to the event, where those who have none by `end` count `end` [unit of the times].
struct RestrictedMean {
    Ticks end = 0;
    double mean = 0;       ///< the curve's start plus the area under survival from there to `end`
    double std_error = 0;  ///< Greenwood's
};

/// As R's survmean(rmean = end): beyond the last time of the curve its last value is taken to go on. `end` is not
/// before the curve's start.
[[nodiscard]] RestrictedMean restricted_mean(const SurvivalCurve& curve, Ticks end);

/// The end that R calls common: the last time of all curves. Nothing when no curve has a time.
[[nodiscard]] std::optional<Ticks> common_end(std::span<const SurvivalCurve> curves);

/// The longest time up to which all curves with a time are known: the end at which restricted means are compared.
[[nodiscard]] std::optional<Ticks> shared_end(std::span<const SurvivalCurve> curves);

/// The difference of two independent groups, first - second, with the normal test of no difference.
struct MeanDifference {
    double difference = 0;
    double std_error = 0;
    double z = 0;            ///< NaN where both errors are 0
    double neg_log10_p = 0;  ///< two-sided
};

[[nodiscard]] MeanDifference difference(const RestrictedMean& first, const RestrictedMean& second);

}  // namespace atria::survival
