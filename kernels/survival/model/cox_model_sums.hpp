#pragma once

#include "kernels/survival/model/cox_model_rows.hpp"

#include <Eigen/Core>
#include <span>
#include <vector>

namespace atria::survival {

/// The log partial likelihood of a cohort and its derivatives at a point: all that a round of the fit needs from it.
struct CoxModelSums {
    double events = 0;
    double event_weight = 0;  ///< sum of their case weights
    double log_likelihood = 0;
    Eigen::VectorXd score;        ///< p
    Eigen::VectorXd information;  ///< p × p, packed lower triangle (kernels/math/packed_triangle)

    explicit CoxModelSums(Eigen::Index p = 0);
    CoxModelSums& operator+=(const CoxModelSums& other);

    [[nodiscard]] std::vector<double> numbers() const;
    [[nodiscard]] static CoxModelSums from_numbers(std::span<const double> numbers);
};

/// At the coefficients `beta` (p), log hazard ratios per unit of x as given. With d deaths at a time, their weights w,
/// Σ_D over them and S over the risk set, mean death weight v = Σ_D w / d, for Efron
///     loglik += Σ_D w eta - v Σ_k log(S - k/d Σ_D r), k = 0 ... d - 1, r = w exp(eta)
/// as in R's coxph; Breslow has k/d = 0. O(n p²) but for `exact`.
[[nodiscard]] CoxModelSums cox_model_sums(const CoxModelRows& rows, const Eigen::VectorXd& beta);

}  // namespace atria::survival
