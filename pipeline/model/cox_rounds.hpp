#pragma once

#include "kernels/survival/model/cox_model_fit.hpp"
#include "kernels/survival/model/cox_model_rows.hpp"
#include "pipeline/model/cohort_rounds.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace atria::pipeline {

/// What --ties means.
[[nodiscard]] survival::CoxTies ties_of(const std::string& word);

/// Collective. The maximum of the partial likelihood, from 0. `cohorts`: the prepared rows of this rank's cohorts;
/// `bound_level`: one-sided confidence of the bounds of infinite coefficients, 0: no bounds.
[[nodiscard]] survival::CoxModelResult fit_in_rounds(std::span<const survival::CoxModelRows> cohorts,
                                                     std::size_t covariates, const CohortRounds& rounds,
                                                     double bound_level);

}  // namespace atria::pipeline
