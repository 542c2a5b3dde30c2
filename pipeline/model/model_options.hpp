#pragma once

#include "pipeline/model/model_request.hpp"

#include <set>
#include <string>

namespace atria::pipeline {

/// Throws Error(usage), naming the option and the models that take it, when one of the `asked` options (names without
/// dashes) would have no effect on `model`, or none without another option that is not asked for.
void check_model_options(SurvivalModel model, const std::set<std::string>& asked);

}  // namespace atria::pipeline
