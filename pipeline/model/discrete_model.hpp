#pragma once

#include "pipeline/model/cohort_rounds.hpp"
#include "pipeline/model/model_request.hpp"
#include "pipeline/model/model_result.hpp"
#include "pipeline/model/model_rows.hpp"

namespace atria::pipeline {

/// Collective. Proportional hazards in grouped time, `--model cox --ties discrete`: an intercept for every distinct
/// event time of every stratum of every cohort.
[[nodiscard]] ModelResult fit_discrete_model(const ModelRequest& request, const ModelRows& rows,
                                             const CohortRounds& rounds);

/// Refuses what the model does not give.
void check_discrete_options(const ModelRequest& request);

}  // namespace atria::pipeline
