#pragma once

#include "pipeline/comm/communicator.hpp"
#include "pipeline/sharding/cohort_inputs.hpp"

#include <nlohmann/json.hpp>
#include <span>
#include <vector>

namespace atria::pipeline {

/// By cohort and genotype file: what one rank has met, in the people of the cohort.
using UnusualCallsOfFiles = std::vector<std::vector<io::UnusualCalls>>;

/// None, for each file of the study.
[[nodiscard]] UnusualCallsOfFiles no_unusual_calls(const StudyInput& study);

/// Those of a cohort's files, for the ledger of what is finished, and back.
[[nodiscard]] nlohmann::ordered_json json_of(std::span<const io::UnusualCalls> calls);
void add_unusual_calls(const nlohmann::ordered_json& json, std::span<io::UnusualCalls> calls);

/// Says of each file how many of its calls were unusual, over all ranks: those of one allele on autosomes and half
/// calls with a warning. Collective.
void log_unusual_calls(const StudyInput& study, const UnusualCallsOfFiles& mine, const Communicator& communicator);

}  // namespace atria::pipeline
