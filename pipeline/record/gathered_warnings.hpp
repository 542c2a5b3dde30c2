#pragma once

#include "pipeline/comm/communicator.hpp"

#include <string>
#include <vector>

namespace atria::pipeline {

/// Collective: the root logs the warnings of all ranks, in the order of the ranks, since only it has a log.
void log_warnings_of_all(const std::vector<std::string>& mine, const Communicator& communicator);

}  // namespace atria::pipeline
