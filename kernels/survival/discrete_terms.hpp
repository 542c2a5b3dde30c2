#pragma once

#include <cmath>

namespace atria::survival {

// The grouped-time proportional-hazards model: a person with predictor eta who is at risk in an interval has the event
// there with probability 1 - exp(-u), where u = a exp(eta) is the hazard of the interval, a its baseline (complementary
// log-log link with the intercept log a). Surviving adds -u to the log likelihood, the event log(1 - exp(-u)). All
// derivatives are those along eta. `exp_u` is exp(u), of which many are best made at once; infinity will do.

/// Slope of log(1 - exp(-u)): u / (exp(u) - 1).
[[nodiscard]] inline double death_score(double u, double exp_u) {
    if (u >= 0.5) { return u / (exp_u - 1); }
    // u / (exp(u) - 1) = Σ B_m u^m / m!, with Bernoulli's numbers.
    const double s = u * u;
    double even = s * (1.0 / 74724249600) - 691.0 / 1307674368000;
    even = even * s + 1.0 / 47900160;
    even = even * s - 1.0 / 1209600;
    even = even * s + 1.0 / 30240;
    even = even * s - 1.0 / 720;
    even = even * s + 1.0 / 12;
    return 1 - u / 2 + s * even;
}

/// Minus the second derivative; `score` is death_score(u). 0 or more: the likelihood is concave in eta.
[[nodiscard]] inline double death_curvature(double u, double score) { return std::fmax(0.0, score * (score + u - 1)); }

/// Minus the third derivative.
[[nodiscard]] inline double death_third(double u, double score) {
    return score * u - death_curvature(u, score) * (2 * score + u - 1);
}

[[nodiscard]] inline double death_log_probability(double u) {
    return u < 0.7 ? std::log(-std::expm1(-u)) : std::log1p(-std::exp(-u));
}

/// What a person at risk is expected to give to minus the second derivative: u² / (exp(u) - 1).
[[nodiscard]] inline double expected_curvature(double u, double exp_u) { return u * death_score(u, exp_u); }

}  // namespace atria::survival
