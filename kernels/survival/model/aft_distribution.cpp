#include "kernels/survival/model/aft_distribution.hpp"

#include <cmath>
#include <numbers>

namespace atria::survival {
namespace {

constexpr double half_log_two_pi = 0.91893853320467274178;
constexpr double far_tail = 5;  // from here the normal tail is a continued fraction

/// phi(w) / P(W > w) - w of the standard normal, for w of far_tail or more: 1/(w + 2/(w + 3/(w + ...))).
double normal_hazard_excess(double w) {
    double below = w;
    for (int k = 80; k >= 2; --k) { below = w + k / below; }
    return 1 / below;
}

LogDerivatives normal_survivor(double w) {
    if (w > far_tail) {
        const double excess = normal_hazard_excess(w);
        const double hazard = w + excess;
        return {-w * w / 2 - half_log_two_pi - std::log(hazard), -hazard, -hazard * excess};
    }
    const double root_half = std::numbers::sqrt2 / 2;
    const double value = w < 0 ? std::log1p(-std::erfc(-w * root_half) / 2) : std::log(std::erfc(w * root_half) / 2);
    const double hazard = std::exp(-w * w / 2 - half_log_two_pi - value);
    return {value, -hazard, -hazard * (hazard - w)};
}

/// log(1 + e^w)
double softplus(double w) { return w > 0 ? w + std::log1p(std::exp(-w)) : std::log1p(std::exp(w)); }

}  // namespace

std::string_view name_of(AftDistribution distribution) {
    switch (distribution) {
        case AftDistribution::exponential:
            return "exponential";
        case AftDistribution::weibull:
            return "weibull";
        case AftDistribution::log_normal:
            return "lognormal";
        case AftDistribution::log_logistic:
            return "loglogistic";
    }
    return {};
}

std::optional<AftDistribution> aft_distribution_named(std::string_view name) {
    for (const AftDistribution distribution : {AftDistribution::exponential, AftDistribution::weibull,
                                               AftDistribution::log_normal, AftDistribution::log_logistic}) {
        if (name == name_of(distribution)) { return distribution; }
    }
    return std::nullopt;
}

LogDerivatives log_density(AftDistribution distribution, double w) {
    switch (distribution) {
        case AftDistribution::log_normal:
            return {-w * w / 2 - half_log_two_pi, -w, -1};
        case AftDistribution::log_logistic: {
            const double above = 1 / (1 + std::exp(w));
            const double below = 1 / (1 + std::exp(-w));
            return {w - 2 * softplus(w), above - below, -2 * below * above};
        }
        case AftDistribution::exponential:
        case AftDistribution::weibull:
            break;
    }
    const double hazard = std::exp(w);
    return {w - hazard, 1 - hazard, -hazard};
}

LogDerivatives log_survivor(AftDistribution distribution, double w) {
    switch (distribution) {
        case AftDistribution::log_normal:
            return normal_survivor(w);
        case AftDistribution::log_logistic: {
            const double below = 1 / (1 + std::exp(-w));
            return {-softplus(w), -below, -below / (1 + std::exp(w))};
        }
        case AftDistribution::exponential:
        case AftDistribution::weibull:
            break;
    }
    const double hazard = std::exp(w);
    return {-hazard, -hazard, -hazard};
}

}  // namespace atria::survival
