#pragma once

#include "pipeline/model/model_request.hpp"
#include "pipeline/model/model_rows.hpp"

#include <nlohmann/json.hpp>
#include <string>

namespace atria::pipeline {

/// Who is analysed and who is left out why: a line a cohort in the log, and the same for run.json.
[[nodiscard]] nlohmann::ordered_json report_rows(const ModelRequest& request, const ModelRows& rows);

/// What every model.json begins with: model, outcome, cohorts, people, events.
[[nodiscard]] nlohmann::ordered_json model_record(const ModelRequest& request, const ModelRows& rows);

/// The first lines of the summary: what was fitted to whom.
[[nodiscard]] std::string summary_heading(const ModelRequest& request, const ModelRows& rows);

}  // namespace atria::pipeline
