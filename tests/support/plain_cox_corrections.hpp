#pragma once

#include "tests/support/plain_cox_model.hpp"

#include <cmath>
#include <functional>
#include <vector>

namespace atria::test {

/// The log partial likelihood along the last column of x, the effects of the other columns where they are without it.
class PlainCoxLine {
public:
    PlainCoxLine(std::vector<PlainStratum> strata, survival::Ties ties, ExtendedVector null)
        : strata_(std::move(strata)), ties_(ties), null_(std::move(null)) {}

    struct Point {
        Extended log_likelihood, score, information;
    };
    [[nodiscard]] Point at(Extended t) const {
        const Eigen::Index k = null_.size();
        ExtendedVector beta(k + 1);
        beta << null_, t;
        const PlainDerivatives there = plain_cox_derivatives(strata_, ties_, beta);
        return {there.log_likelihood, there.score[k], there.information(k, k)};
    }
    /// Slope of the information, by differences of the fourth order.
    [[nodiscard]] Extended information_slope(Extended t) const {
        const Extended h = 2e-4L;
        const auto difference = [&](Extended step) {
            return (at(t + step).information - at(t - step).information) / (2 * step);
        };
        return (4 * difference(h) - difference(2 * h)) / 3;
    }

private:
    std::vector<PlainStratum> strata_;
    survival::Ties ties_;
    ExtendedVector null_;
};

/// The root of a falling function, by bisection.
inline Extended plain_root(const std::function<Extended(Extended)>& falling) {
    Extended low = -1;
    Extended high = 1;
    while (falling(low) < 0) { low *= 2; }
    while (falling(high) > 0) { high *= 2; }
    for (int i = 0; i < 70; ++i) {
        const Extended middle = (low + high) / 2;
        (falling(middle) > 0 ? low : high) = middle;
    }
    return (low + high) / 2;
}

struct PlainFirth {
    double estimate, standard_error, chi_square;
};
/// The maximum of log likelihood + log(information) / 2 along the line, with `more` added to the slope of the
/// likelihood.
inline PlainFirth plain_cox_firth(const PlainCoxLine& line, Extended more = 0) {
    const Extended t = plain_root([&](Extended at) {
        const PlainCoxLine::Point point = line.at(at);
        return point.score + more + line.information_slope(at) / point.information / 2;
    });
    const auto value = [&](Extended at) {
        const PlainCoxLine::Point point = line.at(at);
        return point.log_likelihood + more * at + std::log(point.information) / 2;
    };
    return {static_cast<double>(t), static_cast<double>(1 / std::sqrt(line.at(t).information)),
            static_cast<double>(2 * (value(t) - value(0)))};
}

/// Both tails of a score that is `standardised` standard deviations off, by Barndorff-Nielsen's formula.
inline double plain_cox_saddlepoint(const PlainCoxLine& line, double standardised) {
    const PlainCoxLine::Point null = line.at(0);
    const auto tail = [&](Extended aim) {
        const Extended t = plain_root([&](Extended at) { return line.at(at).score - null.score + aim; });
        const PlainCoxLine::Point there = line.at(t);
        const Extended k = t * null.score - (there.log_likelihood - null.log_likelihood);
        const Extended w = std::sqrt(2 * (t * aim - k));
        const Extended v = std::fabs(t) * std::sqrt(there.information);
        return static_cast<double>(std::erfc((w + std::log(v / w) / w) / std::sqrt(2.0L)) / 2);
    };
    const Extended observed = standardised * std::sqrt(null.information);
    return tail(observed) + tail(-observed);
}

}  // namespace atria::test
