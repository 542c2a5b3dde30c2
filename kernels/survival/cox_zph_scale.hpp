#pragma once

#include "kernels/survival/cox_null.hpp"
#include "kernels/survival/model/cox_zph_time.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace atria::survival {

/// Gives the null models their functions of time g(t) for tests of proportional hazards: of all cohorts together for
/// the shared fit, of the cohort for its own. g is that of everybody analysed for the outcome, with a call or without.
/// `cohorts`: those of the null models. Returns the numbers of the outcomes without g(t): `log`, and an event at or
/// before 0.
std::vector<std::size_t> set_zph_scale(std::span<const CoxCohort> cohorts, ZphTransform transform, CoxNull& null);

}  // namespace atria::survival
