#pragma once

#include "pipeline/comm/communicator.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace atria::pipeline {

/// The levels of the traits, cohort by cohort (see write_truth).
using CohortLevels = std::map<std::uint32_t, std::vector<double>>;

/// Collective. On rank 0, the levels of all cohorts in order (C cohorts × T traits), each of which one rank has drawn;
/// an empty list on the others.
[[nodiscard]] std::vector<std::vector<double>> gather_levels(const Communicator& communicator, const CohortLevels& mine,
                                                             std::size_t traits);

}  // namespace atria::pipeline
