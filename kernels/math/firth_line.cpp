#include "kernels/math/firth_line.hpp"

#include <algorithm>
#include <cmath>

namespace atria::math {
namespace {

constexpr double arrived = 1e-21;  // squared distance to the maximum, in standard errors
constexpr int most_rounds = 400;
constexpr double longest_step = 3;  // logarithm of a ratio, a copy

}  // namespace

double FirthLine::value(double log_likelihood, double information) {
    return log_likelihood + std::log(information) / 2;
}

FirthLine::State FirthLine::advance(const LineSums& sums) {
    if (++rounds_ > most_rounds) { return State::failed; }
    const double here = value(sums.log_likelihood, sums.information);
    const bool begun = rounds_ > 1;
    if (!begun && !null_known_) { null_value_ = here; }
    // The root of the penalised score. The penalty bends the likelihood: with a single carrier its slope falls twice as
    // fast as the information says, so the slope is taken from the last two points, and the root is kept between
    // bounds.
    const double score = sums.score + sums.third / sums.information;
    double slope = sums.information;
    if (begun) {
        const double secant = (previous_score_ - score) / (t_ - previous_t_);
        if (std::isfinite(secant)) { slope = std::clamp(secant, 0.1 * slope, 10 * slope); }
    }
    const double step = score / slope;
    if (!std::isfinite(step)) { return State::failed; }
    if (step * step * sums.information > arrived) {
        (score > 0 ? low_ : high_) = previous_t_ = t_;
        previous_score_ = score;
        double next = t_ + std::clamp(step, -longest_step, longest_step);
        if (!(next > low_ && next < high_)) {
            next = std::isfinite(low_) && std::isfinite(high_) ? (low_ + high_) / 2 : t_;
        }
        if (next != t_) {
            t_ = next;
            return State::going;
        }
    }
    error_ = 1 / std::sqrt(sums.information);
    statistic_ = std::copysign(std::sqrt(std::max(0.0, 2 * (here - null_value_))), t_);
    return State::arrived;
}

}  // namespace atria::math
