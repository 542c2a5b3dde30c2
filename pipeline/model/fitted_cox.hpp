#pragma once

#include "kernels/survival/model/cox_model_fit.hpp"
#include "kernels/survival/model/cox_model_rows.hpp"
#include "kernels/survival/model/cox_robust.hpp"
#include "pipeline/model/cohort_rounds.hpp"
#include "pipeline/model/model_request.hpp"
#include "pipeline/model/model_result.hpp"
#include "pipeline/model/model_rows.hpp"
#include "pipeline/run/cohort_records.hpp"

#include <Eigen/Core>
#include <optional>
#include <vector>

namespace atria::pipeline {

/// A Cox model at its maximum, for the looks at it. The rows are there for the cohorts of this rank.
struct FittedCox {
    const ModelRequest& request;
    const ModelRows& model;
    const CohortRecords& records;
    const CohortRounds& rounds;
    std::vector<SurvivalRows> weighted;           ///< of Fine-Gray, a cohort; empty for a Cox model
    std::vector<survival::CoxModelRows> cohorts;  ///< sorted for evaluations
    survival::CoxModelResult fit;
    std::optional<survival::CoxRobustResult> robust;

    [[nodiscard]] const SurvivalRows& rows(std::size_t cohort) const {
        return weighted.empty() ? model.cohorts[cohort].rows : weighted[cohort];
    }
    /// The robust one where there is one.
    [[nodiscard]] const Eigen::MatrixXd& variance() const { return robust ? robust->variance : fit.variance; }
};

/// Collective. `baseline` (at covariates of 0) and `curves` (at those of --at) of every stratum of every cohort.
void add_baseline_tables(const FittedCox& fitted, ModelResult& result);

/// Collective. Score tests of proportional hazards: `zph`, the record, and lines of the summary.
void add_zph(const FittedCox& fitted, ModelResult& result);

/// Collective. Harrell's concordance and, without late entries, Uno's, of all pairs and up to each --horizon:
/// `concordance`, the record, and lines of the summary.
void add_concordance(const FittedCox& fitted, ModelResult& result);

/// Collective. With --horizon: risks that are predicted for people, `risk`, how far they agree with what happened,
/// `calibration`, and how well they tell people apart, `accuracy`; `risks` of every person, on the root, with --risks.
void add_risk_tables(const FittedCox& fitted, ModelResult& result);

/// Collective. `residuals` and `schoenfeld`, on the root.
void add_residual_tables(const FittedCox& fitted, ModelResult& result);

}  // namespace atria::pipeline
