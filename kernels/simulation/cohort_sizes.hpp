#pragma once

#include "kernels/simulation/study_design.hpp"

#include <cstdint>
#include <vector>

namespace atria::simulation {

/// People of each cohort: log-normal, adding up to design.people, none smaller than min(20, people / cohorts).
[[nodiscard]] std::vector<std::uint32_t> cohort_sizes(const StudyDesign& design);

}  // namespace atria::simulation
