#include "kernels/survival/model/aft_profile_bound.hpp"

#include "kernels/survival/model/aft_system.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace atria::survival {
namespace {

constexpr int most_rounds = 300;
constexpr int most_halvings = 40;
constexpr double near_maximum = 1e-13;  // decrement along the other parameters
constexpr double near_value = 1e-12;    // relative
constexpr double least_move = 1e-12;    // relative

}  // namespace

AftProfileBound::AftProfileBound(Eigen::Index column, bool rises, double log_likelihood, AftPoint start,
                                 std::vector<Eigen::Index> active)
    : column_(column),
      sign_(rises ? 1 : -1),
      target_(log_likelihood),
      active_(std::move(active)),
      point_(std::move(start)),
      previous_(point_),
      done_(false) {}

void AftProfileBound::advance(const AftSums& sums) {
    if (++rounds_ > most_rounds) {
        done_ = true;
        return;
    }
    const double value = sums.log_likelihood;
    const bool has_value = std::isfinite(value) && sums.score.allFinite() && sums.information.allFinite();
    const double allowance = 1e-12 * (1 + std::fabs(previous_value_));
    if (started_ && !(has_value && value >= previous_value_ - allowance)) {
        done_ = ++halvings_ > most_halvings;
        share_ /= 2;
        point_ = aft_moved(previous_, active_, step_, share_);
        return;
    }
    if (!has_value) {
        done_ = true;
        return;
    }
    const AftSystem here(sums, active_, point_);
    step_ = here.factor.solve(here.score);
    const double decrement = here.score.dot(step_);
    if (!std::isfinite(decrement)) {
        done_ = true;
        return;
    }
    const bool rounding = started_ && decrement < 1e-10 && decrement > previous_decrement_ / 4;
    if (decrement < near_maximum || rounding) { return move_effect(value + decrement / 2, sums.score[column_ + 1]); }
    started_ = true;
    halvings_ = 0;
    previous_ = point_;
    previous_value_ = value;
    previous_decrement_ = decrement;
    share_ = aft_step_share(point_, step_);
    point_ = aft_moved(previous_, active_, step_, share_);
}

void AftProfileBound::move_effect(double value, double slope) {
    const double effect = point_.effects[column_];
    const double missing = target_ - value;
    const double at = sign_ * effect;
    (missing > 0 ? below_ : above_) = at;
    const double uphill = sign_ * slope;
    double next = at + missing / uphill;
    const bool guided = uphill > 0 && std::isfinite(next);
    if (guided && (std::fabs(missing) < near_value * (1 + std::fabs(target_)) ||
                   std::fabs(next - at) < least_move * (1 + std::fabs(at)))) {
        bound_ = sign_ * next;
        done_ = true;
        return;
    }
    if (std::isfinite(below_) && std::isfinite(above_)) {
        if (!guided || next <= below_ || next >= above_) { next = (below_ + above_) / 2; }
    } else if (!guided) {
        next = at + (missing > 0 ? 1 : -1) * (1 + std::fabs(at));
    }
    if (next == at) {
        done_ = true;
        return;
    }
    point_.effects[column_] = sign_ * next;
    started_ = false;
    halvings_ = 0;
}

}  // namespace atria::survival
