#include "kernels/survival/curves/confidence_limits.hpp"

#include "kernels/math/tails.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace atria::survival {

ConfidenceLimits confidence_limits(double p, double log_std_error, ConfidenceScale scale, double z) {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    const double distance = z * log_std_error;
    const bool inside = p > 0 && p < 1;
    switch (scale) {
        case ConfidenceScale::plain: {
            // Where p is 0 the error of its logarithm is infinite, that of p itself unknown.
            const double width = distance * p;
            if (std::isnan(width)) { break; }
            return {std::max(p - width, 0.0), std::min(p + width, 1.0)};
        }
        case ConfidenceScale::log:
            if (!(p > 0)) { break; }
            return {std::exp(std::log(p) - distance), std::min(std::exp(std::log(p) + distance), 1.0)};
        case ConfidenceScale::log_log: {
            if (!inside) { break; }
            const double middle = std::log(-std::log(p));
            const double width = -distance / std::log(p);
            return {std::exp(-std::exp(middle + width)), std::exp(-std::exp(middle - width))};
        }
        case ConfidenceScale::logit: {
            if (!inside) { break; }
            const double middle = std::log(p / (1 - p));
            const double width = distance / (1 - p);
            return {1 / (1 + std::exp(width - middle)), 1 / (1 + std::exp(-width - middle))};
        }
        case ConfidenceScale::arcsin: {
            if (!inside) { break; }
            const double middle = std::asin(std::sqrt(p));
            const double width = 0.5 * distance * std::sqrt(p / (1 - p));
            const double low = std::sin(std::max(0.0, middle - width));
            const double high = std::sin(std::min(std::numbers::pi / 2, middle + width));
            return {low * low, high * high};
        }
        case ConfidenceScale::none:
            break;
    }
    return {none, none};
}

double confidence_z(double level) { return math::normal_from_p(1 - level); }

}  // namespace atria::survival
