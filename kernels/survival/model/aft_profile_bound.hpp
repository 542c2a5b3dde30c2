#pragma once

#include "kernels/survival/model/aft_sums.hpp"

#include <Eigen/Core>
#include <limits>
#include <vector>

namespace atria::survival {

/// Where the profile likelihood of one effect of an accelerated failure time model has a given value: rounds like those
/// of the fit. The effect is held while Newton's method finds the maximum in the others; then it moves by Newton's
/// method for the value, between an effect known to be on this side of it and one beyond.
class AftProfileBound {
public:
    AftProfileBound() = default;
    /// `column`: of the effect; `rises`: the likelihood rises for ever as the effect grows; `start`: a point not far
    /// from the value; `active`: the other parameters (as AftSystem counts them).
    AftProfileBound(Eigen::Index column, bool rises, double log_likelihood, AftPoint start,
                    std::vector<Eigen::Index> active);

    [[nodiscard]] bool done() const { return done_; }
    [[nodiscard]] const AftPoint& point() const { return point_; }
    void advance(const AftSums& sums);
    [[nodiscard]] double bound() const { return bound_; }  ///< NaN: not found

private:
    /// The maximum in the others is `value`, with the slope along the effect there.
    void move_effect(double value, double slope);

    Eigen::Index column_ = 0;
    double sign_ = 1;
    double target_ = 0;
    std::vector<Eigen::Index> active_;
    AftPoint point_;
    AftPoint previous_;
    Eigen::VectorXd step_;
    bool started_ = false;
    double share_ = 1;
    double previous_value_ = 0;
    double previous_decrement_ = 0;
    int halvings_ = 0;
    int rounds_ = 0;
    // Of sign × effect: below the value, and above it.
    double below_ = -std::numeric_limits<double>::infinity();
    double above_ = std::numeric_limits<double>::infinity();
    bool done_ = true;
    double bound_ = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace atria::survival
