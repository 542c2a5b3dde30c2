#pragma once

#include "kernels/survival/cox_null.hpp"
#include "kernels/survival/discrete_null.hpp"
#include "pipeline/run/study_records.hpp"

#include <nlohmann/json.hpp>
#include <string>

namespace atria::jobs {

/// What the run record (`detail`) and the log tell of an outcome's null model. `ties`: the word of the option.
void report_null_model(const survival::OutcomeSummary& summary, const pipeline::StudyRecords& records,
                       const std::string& ties, nlohmann::ordered_json& detail);

/// Intervals of grouped time in which everybody at risk has an event: they say nothing of effects.
void report_saturated(const survival::DiscreteNullOutcome& null, const pipeline::StudyRecords& records,
                      nlohmann::ordered_json& detail);

}  // namespace atria::jobs
