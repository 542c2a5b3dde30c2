#pragma once

#include "pipeline/model/cohort_rounds.hpp"
#include "pipeline/model/model_request.hpp"
#include "pipeline/model/model_result.hpp"
#include "pipeline/model/model_rows.hpp"
#include "pipeline/run/cohort_records.hpp"

namespace atria::pipeline {

/// Collective. The Cox model: every cohort a stratum, split by --strata; and what is asked for beside the fit.
[[nodiscard]] ModelResult fit_cox_model(const ModelRequest& request, const ModelRows& rows,
                                        const CohortRecords& records, const CohortRounds& rounds);

}  // namespace atria::pipeline
