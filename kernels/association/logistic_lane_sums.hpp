#pragma once

#include "kernels/association/logistic_evaluation.hpp"
#include "kernels/association/logistic_lanes.hpp"

namespace atria::association {

/// logistic_sums without a penalty, eight people at a time.
[[nodiscard]] LogisticSums logistic_lane_sums(const LogisticLanes& people, const PeopleCalls& calls,
                                              const LogisticPoint& point);

}  // namespace atria::association
