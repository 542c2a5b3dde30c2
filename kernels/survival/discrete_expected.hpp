#pragma once

#include "kernels/survival/discrete_rows.hpp"

#include <Eigen/Core>

namespace atria::survival {

/// The expected information of the grouped-time model and its parts: every row in every interval in which it is at risk
/// counts w = weight × u² / (exp(u) - 1), u = hazard × risk.
struct DiscreteExpected {
    Eigen::VectorXd rows;       ///< n: w of all intervals of the row
    Eigen::VectorXd intercept;  ///< D + 1: w of all rows of the interval
    Eigen::MatrixXd with_x;     ///< (D + 1) × p: Σ w x

    /// p × p, free of the intercepts.
    [[nodiscard]] Eigen::MatrixXd information(const Eigen::MatrixXd& x) const;
};

/// `hazard`: D + 1, 0 where an interval is left out; `risk`: n; `x`: n × p.
[[nodiscard]] DiscreteExpected discrete_expected(const DiscreteRows& rows, const Eigen::MatrixXd& x,
                                                 const Eigen::VectorXd& hazard, const Eigen::VectorXd& risk);

}  // namespace atria::survival
