#pragma once

#include "kernels/survival/model/cox_model_fit.hpp"
#include "kernels/survival/model/cox_model_rows.hpp"
#include "kernels/survival/model/cox_robust.hpp"
#include "pipeline/model/cohort_rounds.hpp"
#include "pipeline/model/model_result.hpp"
#include "pipeline/model/regression_terms.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

/// Ties and event times of a Cox model, over the cohorts and their strata.
struct CoxCounts {
    std::size_t events = 0;
    std::size_t event_times = 0;  ///< distinct ones of each stratum
    std::size_t tied_events = 0;
    std::size_t largest_tie = 0;
};

/// Collective. `cohorts`: the prepared rows of this rank's cohorts.
[[nodiscard]] CoxCounts cox_counts(std::span<const survival::CoxModelRows> cohorts, const CohortRounds& rounds);

/// The coefficients; `robust`: their variance, p × p, or empty.
[[nodiscard]] std::vector<RegressionTerm> cox_terms(const survival::CoxModelResult& fit,
                                                    const std::vector<std::string>& covariates,
                                                    const Eigen::MatrixXd& robust, double confidence_level);

/// Status, likelihoods, the three tests, counts, the course of the fit, coefficients and variance into the record; what
/// has no estimate into the warnings.
void report_cox_fit(const survival::CoxModelResult& fit, const std::vector<std::string>& covariates,
                    const std::vector<RegressionTerm>& terms, const CoxCounts& counts, double level,
                    ModelResult& result);

/// The lines below the coefficients.
[[nodiscard]] std::string cox_summary_tests(const survival::CoxModelResult& fit,
                                            const std::optional<survival::CoxRobustResult>& robust);

/// Row by row, null where there is no number.
[[nodiscard]] nlohmann::ordered_json matrix_record(const Eigen::MatrixXd& matrix);

}  // namespace atria::pipeline
