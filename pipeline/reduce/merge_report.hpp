#pragma once

#include "pipeline/reduce/merge_parts.hpp"

#include <nlohmann/json.hpp>

namespace atria::pipeline {

/// λ into the log, a line a trait, with what the merge has to warn of; and into `traits`, the run record's details by
/// trait, as `lambda_gc`.
void report_merge(const MergeOrder& order, const MergeSummary& summary, nlohmann::ordered_json& traits);

}  // namespace atria::pipeline
