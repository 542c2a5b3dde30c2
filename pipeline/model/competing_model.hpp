#pragma once

#include "pipeline/model/cohort_rounds.hpp"
#include "pipeline/model/model_request.hpp"
#include "pipeline/model/model_result.hpp"
#include "pipeline/model/model_rows.hpp"

namespace atria::pipeline {

/// Collective. Aalen and Johansen's cumulative incidence of each cause in each group, all cohorts together.
[[nodiscard]] ModelResult estimate_incidence(const ModelRequest& request, const ModelRows& rows,
                                             const CohortRounds& rounds);

/// Collective. Gray's test of the groups for each cause, or that of --cause; cohorts and --strata are strata.
[[nodiscard]] ModelResult gray_model(const ModelRequest& request, const ModelRows& rows, const CohortRounds& rounds);

}  // namespace atria::pipeline
