#pragma once

#include "kernels/survival/model/cox_model_rows.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <functional>

namespace atria::survival {

/// What the deaths at one time give the log likelihood and its derivatives.
struct CoxTimeDerivatives {
    double log_likelihood = 0;
    Eigen::VectorXd score;        ///< p
    Eigen::VectorXd information;  ///< p × p, packed lower triangle

    explicit CoxTimeDerivatives(Eigen::Index p);
    void clear();
};

using CoxTimeVisitor = std::function<void(std::size_t time, const CoxTimeDerivatives& here)>;

/// Visits the event times of a stratum, last one first, with their derivatives at `beta` (p).
void visit_event_times(const CoxModelStratum& stratum, CoxTies ties, const Eigen::VectorXd& beta,
                       const CoxTimeVisitor& visit);

}  // namespace atria::survival
