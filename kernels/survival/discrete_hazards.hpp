#pragma once

#include "kernels/survival/discrete_rows.hpp"

#include <Eigen/Core>

namespace atria::survival {

/// The baseline hazards a of the intervals (D + 1; 0 where the interval says nothing) that maximise the likelihood at
/// the risks exp(eta) (n): in each the roots of
///
///     Σ over its deaths of w u / (exp(u) - 1) = a Σ over its survivors of w risk,   u = a risk
///
/// by Newton's method in log a, in which the likelihood is concave, from what it would be if all deaths had their mean
/// risk. `start`: nearly the answer, or empty.
[[nodiscard]] Eigen::VectorXd discrete_hazards(const DiscreteRows& rows, const Eigen::VectorXd& risk,
                                               const Eigen::VectorXd& start = {});

}  // namespace atria::survival
