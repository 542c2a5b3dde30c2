#pragma once

#include "kernels/survival/risk_sets.hpp"

#include <Eigen/Core>
#include <span>

namespace atria::survival {

/// Log partial likelihood of one stratum with its first two derivatives in p coefficients. Strata add.
struct CoxDerivatives {
    double log_likelihood = 0;
    Eigen::VectorXd score;        ///< p
    Eigen::MatrixXd information;  ///< p × p, symmetric: minus the second derivative

    explicit CoxDerivatives(Eigen::Index p)
        : score(Eigen::VectorXd::Zero(p)), information(Eigen::MatrixXd::Zero(p, p)) {}

    void add(const CoxDerivatives& other) {
        log_likelihood += other.log_likelihood;
        score += other.score;
        information += other.information;
    }
};

/// `x`: n × p, a row for each listed person of `sets` in their order; `eta`: n linear predictors; `in`: n, 0 leaves the
/// person out of every risk set and of the events (empty: nobody is left out).
///
/// With risk score r = exp(eta), at a time with d deaths Efron's log-likelihood is the deaths' eta minus
/// Σ_j log(S0 - j/d E0), j = 0 ... d-1, where S0 sums r over the risk set and E0 over the deaths; Breslow's is d log
/// S0. `factors`: D + 1 numbers of 0 and more by which the terms of the event times count (empty: 1 each).
[[nodiscard]] CoxDerivatives cox_derivatives(const RiskSets& sets, Ties ties, const Eigen::MatrixXd& x,
                                             const Eigen::VectorXd& eta, std::span<const std::uint8_t> in = {},
                                             std::span<const double> factors = {});

}  // namespace atria::survival
