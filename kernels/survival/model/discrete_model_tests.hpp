#pragma once

#include "kernels/survival/model/cox_model_fit.hpp"
#include "kernels/survival/model/discrete_model_sums.hpp"

namespace atria::survival {

/// A fit of the grouped-time model whose steps had the observed information, with variance, standard errors and Wald's
/// test of the expected one at its end, and Rao's score test of the expected one at its beginning: as R's glm has them.
/// `at_init`, `at_point`: sums of all cohorts, with the expected information.
[[nodiscard]] CoxModelResult with_expected_information(CoxModelResult fit, const DiscreteModelSums& at_init,
                                                       const DiscreteModelSums& at_point);

}  // namespace atria::survival
