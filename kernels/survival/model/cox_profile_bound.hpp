#pragma once

#include "kernels/survival/model/cox_model_sums.hpp"

#include <Eigen/Core>

namespace atria::survival {

/// By how much the profile log likelihood is below its supremum at the one-sided limit of this confidence: half the
/// square of the normal quantile. 0 up to a half.
[[nodiscard]] double profile_bound_drop(double level);

/// Where the profile likelihood of one coefficient has a given value: rounds like those of the fit. Along the
/// coefficient it is Newton's method for that value, and along the others for their maximum, both at once. The profile
/// is concave, so that Newton's method cannot pass the value twice.
class CoxProfileBound {
public:
    CoxProfileBound() = default;
    /// `start` (p): a point not far from the value; `fixed`: 1 for coefficients that stay where they are.
    CoxProfileBound(Eigen::Index column, double log_likelihood, Eigen::VectorXd start, Eigen::VectorXd fixed);

    [[nodiscard]] bool done() const { return done_; }
    [[nodiscard]] const Eigen::VectorXd& point() const { return point_; }
    void advance(const CoxModelSums& sums);
    [[nodiscard]] double bound() const { return bound_; }  ///< NaN: not found

private:
    void retreat();

    Eigen::Index column_ = 0;
    double target_ = 0;
    Eigen::VectorXd point_;
    Eigen::VectorXd previous_;
    Eigen::VectorXd fixed_;
    int rounds_ = 0;
    bool done_ = true;
    double bound_ = 0;
};

}  // namespace atria::survival
