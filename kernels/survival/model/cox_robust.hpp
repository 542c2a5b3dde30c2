#pragma once

#include "kernels/survival/model/cox_model_fit.hpp"
#include "kernels/survival/model/cox_model_rows.hpp"

#include <Eigen/Core>
#include <span>
#include <vector>

namespace atria::survival {

/// What a cohort gives the robust (sandwich) variance: its clusters lie within it. Not for `exact` ties.
struct CoxRobustSums {
    double clusters = 0;
    Eigen::VectorXd score;  ///< p: weight × score residuals
    Eigen::VectorXd outer;  ///< p × p packed lower triangle: over clusters, the square of their sum of the same

    explicit CoxRobustSums(Eigen::Index p = 0);
    CoxRobustSums& operator+=(const CoxRobustSums& other);

    [[nodiscard]] std::vector<double> numbers() const;
    [[nodiscard]] static CoxRobustSums from_numbers(std::span<const double> numbers);
};

[[nodiscard]] CoxRobustSums cox_robust_sums(const CoxModelRows& rows, const Eigen::VectorXd& point);

struct CoxRobustResult {
    double clusters = 0;
    Eigen::MatrixXd variance;        ///< p × p: V B V, no small-sample factor; 0 where the model's own is
    Eigen::VectorXd standard_error;  ///< p; NaN for coefficients that are not ok
    Eigen::VectorXd z;               ///< p, as above
    Eigen::VectorXd neg_log10_p;     ///< p, as above
    ChiSquareTest wald_test;         ///< of beta = init; NaN when infinite
    ChiSquareTest score_test;        ///< at init; R's rscore
};

/// `at_init` and `at_point`: sums over all cohorts at result.init and result.point.
[[nodiscard]] CoxRobustResult cox_robust(const CoxModelResult& result, const CoxRobustSums& at_init,
                                         const CoxRobustSums& at_point);

}  // namespace atria::survival
