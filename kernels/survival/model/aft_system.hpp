#pragma once

#include "kernels/math/ranked_cholesky.hpp"
#include "kernels/survival/model/aft_sums.hpp"

#include <Eigen/Core>
#include <vector>

namespace atria::survival {

/// Gradient and information of an accelerated failure time model along the parameters of Newton's steps: of the
/// `active` ones among (intercept, p columns, log sigma), whose last is log sigma where the distribution has a scale.
///
/// Along gamma and tau, where tau = 1 / sigma and b = (intercept and effects) = b here + gamma / tau. They are linear
/// in (b / sigma, 1 / sigma), so that Newton's step is the same, but what is left of log T when sigma is small does not
/// drown in log T itself. At this point db/dgamma = sigma, d log sigma/dtau = -sigma, d²b/dgamma dtau = -sigma² and
/// d² log sigma/dtau² = sigma²; the others are 0.
struct AftSystem {
    Eigen::VectorXd score;
    Eigen::MatrixXd information;
    math::RankedCholesky factor;  ///< of the information; the diagonal is raised until it is positive definite

    AftSystem(const AftSums& sums, const std::vector<Eigen::Index>& active, const AftPoint& point);

    /// Of the i-th parameter, free of the others: one over its variance.
    [[nodiscard]] Eigen::VectorXd own_information() const;

private:
    void factorise();
};

/// The longest part of `step`, up to all of it, that changes sigma by no more than a factor of 8.
[[nodiscard]] double aft_step_share(const AftPoint& from, const Eigen::VectorXd& step);

/// `from` moved by `share` of a step along the active parameters.
[[nodiscard]] AftPoint aft_moved(const AftPoint& from, const std::vector<Eigen::Index>& active,
                                 const Eigen::VectorXd& step, double share);

}  // namespace atria::survival
