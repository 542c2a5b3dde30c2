#include "kernels/math/saddlepoint_tails.hpp"

#include "kernels/math/tails.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace atria::math {
namespace {

constexpr int most_rounds = 120;  // a tail
/// With less of the variance left at the saddlepoint the statistic sits on its outermost value, which has a probability
/// of its own.
constexpr double edge_share = 1e-3;
/// And with less than this it will not come further: a larger t would only blow up the rounding of the sums.
constexpr double flat_share = 1e-5;

double one_sided_neg_log10(double z) {
    const double two_sided = normal_neg_log10_p(z);
    if (z >= 0) { return two_sided + std::log10(2.0); }
    return -std::log1p(-std::pow(10.0, -two_sided) / 2) / std::numbers::ln10;
}

/// -log10 of the sum of two probabilities given the same way.
double neg_log10_sum(double a, double b) {
    const double least = std::min(a, b);
    const double gap = std::fabs(a - b);
    if (!std::isfinite(gap)) { return least; }
    return std::max(0.0, least - std::log1p(std::pow(10.0, -gap)) / std::numbers::ln10);
}

}  // namespace

void SaddlepointTails::begin_tail() {
    low_ = -std::numeric_limits<double>::infinity();
    high_ = std::numeric_limits<double>::infinity();
    t_ = aim() / information_;
}

SaddlepointTails::State SaddlepointTails::advance(const LineSums& sums) {
    if (!begun_) {
        begun_ = true;
        rounds_ = 1;
        null_value_ = sums.log_likelihood;
        score_ = sums.score;
        information_ = sums.information;
        observed_ = standardised_ ? *standardised_ * std::sqrt(information_) : score_;
        begin_tail();
        return std::isfinite(t_) ? State::going : State::failed;
    }
    ++rounds_;
    const double short_of = aim() - (score_ - sums.score);  // falls as t grows
    (short_of > 0 ? low_ : high_) = t_;
    const bool there = short_of * short_of <= 1e-20 * information_;
    // Beyond its outermost value the statistic cannot be: the curve flattens before it gets there. A step that was too
    // long ends where it is flat, too, but on the other side.
    const bool not_yet = (short_of > 0) == (aim() > 0);
    const bool flat = not_yet && sums.information < flat_share * information_;
    if (there || flat) { return next_tail(sums); }
    if (rounds_ > most_rounds) { return State::failed; }
    const double reach = std::max(2.0, std::fabs(t_));  // the far tail may need a large t
    double next = t_ + std::clamp(short_of / sums.information, -reach, reach);
    if (!(next > low_ && next < high_)) {
        next = std::isfinite(low_) && std::isfinite(high_) ? (low_ + high_) / 2 : t_ + (short_of > 0 ? reach : -reach);
    }
    t_ = next;
    return State::going;
}

SaddlepointTails::State SaddlepointTails::next_tail(const LineSums& sums) {
    const double reached = score_ - sums.score;
    // t K'(t) - K(t)
    const double drop = t_ * reached - (t_ * score_ - (sums.log_likelihood - null_value_));
    // What was observed cannot lie beyond the outermost value: there it is only scaled so. On the other side it may.
    const bool missed = tail_ == 1 && std::fabs(aim() - reached) > 1e-4 * std::fabs(aim());
    if (missed) {
        tail_log10_[tail_] = std::numeric_limits<double>::infinity();
    } else if (sums.information < edge_share * information_) {
        tail_log10_[tail_] = std::max(0.0, drop) / std::numbers::ln10;
    } else {
        const double w = std::sqrt(2 * std::max(0.0, drop));
        const double v = std::fabs(t_) * std::sqrt(sums.information);
        tail_log10_[tail_] = one_sided_neg_log10(w + std::log(v / w) / w);
    }
    if (tail_ == 0) {
        tail_ = 1;
        rounds_ = 0;
        begin_tail();
        return State::going;
    }
    neg_log10_p_ = neg_log10_sum(tail_log10_[0], tail_log10_[1]);
    return std::isfinite(neg_log10_p_) ? State::arrived : State::failed;
}

}  // namespace atria::math
