#pragma once

#include "pipeline/model/cohort_rounds.hpp"
#include "pipeline/model/model_request.hpp"
#include "pipeline/model/model_result.hpp"
#include "pipeline/model/model_rows.hpp"

namespace atria::pipeline {

/// Collective. An accelerated failure time model; every cohort but the first has an intercept of its own against it,
/// which the null model has too. The scale is one.
[[nodiscard]] ModelResult fit_aft_model(const ModelRequest& request, const ModelRows& rows, const CohortRounds& rounds);

}  // namespace atria::pipeline
