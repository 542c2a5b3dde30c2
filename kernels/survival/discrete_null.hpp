#pragma once

#include "kernels/survival/cox_null.hpp"
#include "kernels/survival/discrete_rows.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace atria::survival {

/// A null model of grouped time as one cohort sees it: n listed people, D intervals.
struct DiscreteNullFit {
    RowStatus status = RowStatus::no_events;
    Eigen::VectorXd effects;   ///< K, of the basis columns
    Eigen::VectorXd eta;       ///< n, with the offset; about its mean
    Eigen::VectorXd hazard;    ///< D + 1: baseline hazards of the intervals, at eta = 0; 0 where one says nothing
    Eigen::MatrixXd expected;  ///< K × K: expected information of this cohort, free of the intercepts
};

/// One cohort of one outcome.
struct DiscreteNullCohort {
    DiscreteRows rows;
    RowMatrix x;             ///< n × K: orthogonal covariate columns of unit variance
    DiscreteNullFit pooled;  ///< at the effects that all cohorts share
    DiscreteNullFit own;     ///< at this cohort's own effects
};

struct DiscreteNullOutcome {
    std::vector<DiscreteNullCohort> cohorts;
    std::vector<std::size_t> saturated;  ///< a cohort: intervals left out because all at risk have an event there
    OutcomeSummary summary;
};

/// The null models of all outcomes: the probability of an event in an interval is 1 - exp(-a exp(offset + shared
/// covariate effects)), with an a of its own for every distinct event time of every stratum.
struct DiscreteNull {
    CoxNull people;  ///< who is analysed and at risk when; the fits in it are those of Cox models
    std::vector<DiscreteNullOutcome> nulls;  ///< an outcome
};

[[nodiscard]] DiscreteNull fit_discrete_null(std::span<const CoxCohort> cohorts);

}  // namespace atria::survival
