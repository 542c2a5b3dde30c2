#pragma once

#include "kernels/survival/cox_null.hpp"

#include <Eigen/Core>
#include <span>
#include <utility>
#include <vector>

namespace atria::survival {

/// For each listed row (n × K): the information that a copy of the effect allele shares with the covariates, and the
/// row's residual of the covariates' score.
struct CoxNullTerms {
    Eigen::MatrixXd information;
    Eigen::MatrixXd score;
    Eigen::VectorXd expected;  // events, by weight
};

[[nodiscard]] CoxNullTerms cox_null_terms(const CoxNullCohort& cohort, const CoxNullFit& fit, Ties ties);

/// Sums S0 over the risk set and E0 over the deaths, for each event time.
[[nodiscard]] std::vector<std::pair<double, double>> sums_of_risk(const RiskSets& sets, std::span<const double> risk);

}  // namespace atria::survival
