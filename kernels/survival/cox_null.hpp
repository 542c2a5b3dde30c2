#pragma once

#include "kernels/data/analysis_set.hpp"
#include "kernels/data/association_row.hpp"
#include "kernels/data/covariates.hpp"
#include "kernels/data/survival_outcome.hpp"
#include "kernels/math/ranked_cholesky.hpp"
#include "kernels/survival/cox_lanes.hpp"
#include "kernels/survival/risk_sets.hpp"
#include "kernels/survival/tie_calibration.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace atria::survival {

/// The records of one cohort for a Cox scan: N people.
struct CoxCohort {
    std::string name;
    Covariates covariates;
    std::vector<SurvivalOutcome> outcomes;  ///< equal names in all cohorts
};

/// A fitted null model as one stratum sees it: n listed people.
struct CoxNullFit {
    RowStatus status = RowStatus::no_events;
    double log_likelihood = 0;    ///< of this stratum
    Eigen::VectorXd effects;      ///< K, of the basis columns
    std::vector<double> eta;      ///< n, less its largest value
    std::vector<double> risk;     ///< n: weight × exp(eta)
    Eigen::MatrixXd information;  ///< K × K, of this stratum
    math::RankedCholesky factor;  ///< of `information`
    /// D + 1: the function of time along which hazards may part, from its least value
    /// in the strata that share the fit; empty: not asked for.
    std::vector<double> zph_time;
};

/// One cohort, which is a stratum, of one outcome.
struct CoxNullCohort {
    std::vector<std::uint8_t> included;  ///< N
    std::vector<std::uint64_t> mask;     ///< as 2-bit fields
    // The same of those of them who have an event.
    std::vector<std::uint8_t> with_event;
    std::vector<std::uint64_t> event_mask;
    RiskSets sets;
    std::vector<double> x;  ///< n × K by person: orthogonal covariate columns of unit variance
    Eigen::Index covariates = 0;
    Eigen::VectorXd offset;  ///< n: known part of the linear predictor
    CoxNullFit pooled;       ///< at the effects that all cohorts share
    CoxNullFit own;          ///< at this cohort's own effects

    /// What the scan's evaluations need, at either fit.
    [[nodiscard]] CoxStratum stratum(const CoxNullFit& fit, Ties ties) const {
        return {&sets, ties, x, fit.eta, fit.risk, static_cast<std::size_t>(covariates)};
    }
    [[nodiscard]] Eigen::MatrixXd covariate_matrix() const;
};

/// What is worth telling about one outcome's null model.
struct OutcomeSummary {
    std::string outcome;
    std::vector<AnalysisSet> sets;  ///< a cohort; `included` is left empty
    std::vector<std::size_t> events;
    std::vector<std::size_t> competing;  ///< events of other causes whose people stay at risk (Fine-Gray)
    std::size_t without_weight = 0;      ///< of those people, see RiskSets
    std::vector<std::size_t> event_times;
    std::vector<std::size_t> largest_tie;
    std::vector<std::size_t> tied_events;
    TieCalibration ties;  ///< of all cohorts
    std::vector<RowStatus> own_status;
    std::vector<std::string> dropped_covariates;
    double log_likelihood = 0;
    int rounds = 0;
    RowStatus status = RowStatus::ok;
};

struct CoxNullOutcome {
    std::vector<CoxNullCohort> cohorts;
    Eigen::Index covariates = 0;  ///< K
    math::RankedCholesky factor;  ///< of the information of all cohorts at the shared effects
    OutcomeSummary summary;
};

/// The null models of all outcomes: hazard = the stratum's own baseline × exp(offset + shared covariate effects).
struct CoxNull {
    Ties ties = Ties::efron;
    std::vector<std::string> outcomes;
    std::size_t cohorts = 0;
    std::vector<CoxNullOutcome> nulls;  ///< an outcome
};

[[nodiscard]] CoxNull fit_cox_null(std::span<const CoxCohort> cohorts, Ties ties);

}  // namespace atria::survival
