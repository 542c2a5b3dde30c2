#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace atria::survival {

/// What log T scatters by in an accelerated failure time model, log T = linear predictor + sigma W.
enum class AftDistribution : std::uint8_t {
    exponential,   ///< W: smallest extreme value, sigma = 1
    weibull,       ///< W: smallest extreme value; the shape of the Weibull distribution is 1 / sigma
    log_normal,    ///< W: standard normal
    log_logistic,  ///< W: standard logistic
};

/// `exponential`, `weibull`, `lognormal`, `loglogistic`: the names that R's survreg has for them.
[[nodiscard]] std::string_view name_of(AftDistribution distribution);
[[nodiscard]] std::optional<AftDistribution> aft_distribution_named(std::string_view name);

[[nodiscard]] constexpr bool has_scale(AftDistribution distribution) {
    return distribution != AftDistribution::exponential;
}

/// The logarithm of a function of w and its first two derivatives.
struct LogDerivatives {
    double value = 0;
    double first = 0;
    double second = 0;
};

/// Of the density of W.
[[nodiscard]] LogDerivatives log_density(AftDistribution distribution, double w);
/// Of P(W > w). Does not underflow for any w that is finite and whose value is a double.
[[nodiscard]] LogDerivatives log_survivor(AftDistribution distribution, double w);

}  // namespace atria::survival
