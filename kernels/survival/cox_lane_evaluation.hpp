#pragma once

#include "kernels/survival/cox_lanes.hpp"
#include "kernels/survival/cox_pass.hpp"

#include <cstdint>
#include <span>

namespace atria::survival {

/// evaluate_lanes (CoxLaneSums) by the instruction set of `run`: all give the same bits.
using RunCoxPass = void (*)(const CoxPass&);
void evaluate_lanes_by(RunCoxPass run, const CoxStratum& stratum, std::span<const std::uint8_t> calls, bool any_missing,
                       const CoxPoint& point, CoxLaneBuffers& buffers, CoxLaneSums& sums);
void evaluate_lanes_by(RunCoxPass run, const CoxStratum& stratum, std::span<const double> numbers, bool any_missing,
                       const CoxPoint& point, CoxLaneBuffers& buffers, CoxLaneSums& sums);

}  // namespace atria::survival
