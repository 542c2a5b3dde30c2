#pragma once

#include "kernels/survival/curves/confidence_limits.hpp"
#include "pipeline/model/cohort_rounds.hpp"
#include "pipeline/model/model_request.hpp"
#include "pipeline/model/model_result.hpp"
#include "pipeline/model/model_rows.hpp"

#include <string>

namespace atria::pipeline {

/// Collective. Kaplan and Meier's or Nelson and Aalen's curve of each group, all cohorts together: `model` has the
/// curves, `quantiles` the times by which a quarter, half and three quarters have had the event, `means` the restricted
/// means.
[[nodiscard]] ModelResult estimate_curves(const ModelRequest& request, const ModelRows& rows,
                                          const CohortRounds& rounds);

/// Collective. The log-rank test, or another of the G-rho family, of the groups; cohorts and --strata are strata.
[[nodiscard]] ModelResult log_rank_model(const ModelRequest& request, const ModelRows& rows,
                                         const CohortRounds& rounds);

/// What --confidence-type means.
[[nodiscard]] survival::ConfidenceScale confidence_scale(const std::string& word);

}  // namespace atria::pipeline
