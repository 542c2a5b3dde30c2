#pragma once

#include "kernels/survival/discrete_rows.hpp"
#include "kernels/survival/model/cox_model_rows.hpp"
#include "kernels/survival/model/cox_model_sums.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

namespace atria::survival {

/// The rows of one cohort as the grouped-time model takes them (kernels/survival/discrete_terms): every distinct event
/// time of every stratum is an interval with an intercept of its own.
struct DiscreteModelRows {
    struct Stratum {
        DiscreteRows rows;
        RowMatrix x;  ///< n × p, less a constant of the stratum
        Eigen::VectorXd offset;
    };
    Eigen::Index covariates = 0;  ///< p
    std::vector<Stratum> strata;
    double events = 0;
    double event_weight = 0;
    std::size_t saturated = 0;  ///< intervals left out, because everybody at risk has an event there
};

[[nodiscard]] DiscreteModelRows discrete_model_rows(const CoxModelRows& rows);

/// Log likelihood of a cohort at the intercepts that maximise it, score and observed information of the coefficients;
/// and, where asked for, their expected information.
struct DiscreteModelSums {
    CoxModelSums observed;
    Eigen::VectorXd expected;  ///< p × p, packed lower triangle (kernels/math/packed_triangle)

    explicit DiscreteModelSums(Eigen::Index p = 0);
    DiscreteModelSums& operator+=(const DiscreteModelSums& other);

    [[nodiscard]] std::vector<double> numbers() const;
    [[nodiscard]] static DiscreteModelSums from_numbers(std::span<const double> numbers);
};

/// At the coefficients `beta` (p), log hazard ratios per unit of x as given. Case weights multiply a row's part of the
/// log likelihood, as those of R's glm.
[[nodiscard]] DiscreteModelSums discrete_model_sums(const DiscreteModelRows& rows, const Eigen::VectorXd& beta,
                                                    bool expected);

}  // namespace atria::survival
