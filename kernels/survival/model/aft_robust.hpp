#pragma once

#include "kernels/survival/model/aft_fit.hpp"

#include <Eigen/Core>
#include <vector>

namespace atria::survival {

/// What a cohort gives the robust (sandwich) covariance of an accelerated failure time model: its clusters lie within
/// it.
struct AftRobustSums {
    double clusters = 0;
    /// (p + 2)²: over clusters, the square of the sum of weight × score along (intercept, columns less their means,
    /// log sigma)
    Eigen::MatrixXd outer;

    explicit AftRobustSums(Eigen::Index columns) : outer(Eigen::MatrixXd::Zero(columns + 2, columns + 2)) {}
    void add(const AftRobustSums& other);

    /// 1 + m (m + 1) / 2 numbers, m = p + 2.
    [[nodiscard]] std::vector<double> numbers() const;
    [[nodiscard]] static AftRobustSums from_numbers(const std::vector<double>& numbers, Eigen::Index columns);
};

/// `point`: AftResult::point. A cluster is what the rows say, otherwise the person, otherwise the row.
[[nodiscard]] AftRobustSums aft_robust_sums(const SurvivalRows& rows, const AftPoint& point);

struct AftRobust {
    double clusters = 0;
    Eigen::MatrixXd covariance;       ///< (p + 2)²: V B V, no small-sample factor; 0 where the model's own is
    Eigen::VectorXd standard_errors;  ///< p + 2: intercept, columns, log(scale)
    double wald = not_available;      ///< chi-square of the columns that AftResult::wald tests, with this covariance
};

/// As R's survreg with robust = TRUE or a cluster: the crossproduct of its dfbeta residuals, summed by cluster.
/// `model`: a fit that has a covariance; `sums`: of all cohorts.
[[nodiscard]] AftRobust aft_robust(const AftResult& model, const AftRobustSums& sums);

}  // namespace atria::survival
