#pragma once

#include <cstdint>

namespace atria::survival {

/// On which scale the limits of a probability lie symmetrically: R's conf.type.
enum class ConfidenceScale : std::uint8_t {
    log,      ///< log S; R's default
    log_log,  ///< log(-log S)
    plain,
    logit,
    arcsin,  ///< arcsin sqrt S
    none,
};

struct ConfidenceLimits {
    double lower;
    double upper;
};

/// Limits of a probability `p` whose logarithm has the standard error `log_std_error`, `z` standard errors away, cut to
/// [0, 1]. NaN where the scale does not have p: 0 on all but plain, 1 on log_log, logit and arcsin; and with none.
[[nodiscard]] ConfidenceLimits confidence_limits(double p, double log_std_error, ConfidenceScale scale, double z);

/// The z of a level such as 0.95.
[[nodiscard]] double confidence_z(double level);

}  // namespace atria::survival
