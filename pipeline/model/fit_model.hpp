#pragma once

#include "pipeline/model/cohort_rounds.hpp"
#include "pipeline/model/model_request.hpp"
#include "pipeline/model/model_result.hpp"
#include "pipeline/model/model_rows.hpp"
#include "pipeline/run/cohort_records.hpp"

namespace atria::pipeline {

/// Collective. Fits the model that is asked for, in rounds over the cohorts. The same on all ranks.
[[nodiscard]] ModelResult fit_model(const ModelRequest& request, const ModelRows& rows, const CohortRecords& records,
                                    const CohortRounds& rounds);

/// What a model leaves when nothing is computed (--stub): the table `model` with its header alone.
[[nodiscard]] ModelResult empty_result(SurvivalModel model);

}  // namespace atria::pipeline
