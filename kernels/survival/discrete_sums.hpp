#pragma once

#include "kernels/survival/discrete_rows.hpp"

#include <Eigen/Core>

namespace atria::survival {

/// The log likelihood of one cohort in the grouped-time model (discrete_terms.hpp) at the intercepts that maximise it,
/// and its derivatives in p coefficients, free of the intercepts. Cohorts add.
struct DiscreteSums {
    double log_likelihood = 0;
    Eigen::VectorXd score;        ///< p
    Eigen::MatrixXd information;  ///< p × p: minus the second derivative
    Eigen::MatrixXd expected;     ///< p × p: its expectation; only where asked for

    explicit DiscreteSums(Eigen::Index p = 0)
        : score(Eigen::VectorXd::Zero(p)), information(Eigen::MatrixXd::Zero(p, p)) {}

    void add(const DiscreteSums& other);
};

/// `x`: n × p; `eta`: n linear predictors; `start`: of discrete_hazards. With v and b what a row's own and its
/// interval's intercept's part of the information are, the profile's information is x'vx - Σ over intervals of bb'/c.
/// Costs O(n p²) whatever the number of intervals, as those who get through are sums of risks.
[[nodiscard]] DiscreteSums discrete_sums(const DiscreteRows& rows, const RowMatrix& x, const Eigen::VectorXd& eta,
                                         bool expected, const Eigen::VectorXd& start = {});

}  // namespace atria::survival
