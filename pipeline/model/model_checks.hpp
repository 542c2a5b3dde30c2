#pragma once

#include "pipeline/model/model_request.hpp"
#include "pipeline/model/model_rows.hpp"

#include <string_view>

namespace atria::pipeline {

/// cox, km, nelson-aalen, ...: as --model has it.
[[nodiscard]] std::string_view word_of(SurvivalModel model);
/// Kaplan-Meier, Nelson-Aalen or cumulative incidence: something can be said of one person, and without events.
[[nodiscard]] bool is_curve(SurvivalModel model);
/// Does the model tell causes apart? The others know events of one cause only.
[[nodiscard]] bool has_causes(SurvivalModel model);

/// Throws Error(usage) for options that do not go together, whatever the records. Those that a model does not heed are
/// the business of check_model_options.
void check_options(const ModelRequest& request);

/// Throws Error(bad_data) when the rows cannot be analysed: nobody is left, one person, no events, several causes where
/// the model takes one and none is named. Warns of cohorts that say nothing.
void check_rows(const ModelRequest& request, const ModelRows& rows);

/// Of a model of one cause: events of other causes become censored (0), its own 1.
void keep_one_cause(const ModelRequest& request, ModelRows& rows);

}  // namespace atria::pipeline
