#pragma once

#include "io/results/trait_result.hpp"

namespace atria::pipeline {

/// How features are put into units.
struct PredictorScaling {
    io::EffectPer per = io::EffectPer::unit;
    /// The same centre in all cohorts, for models in which a cohort's intercept does not take up another one:
    /// interactions.
    bool common_centre = false;
};

}  // namespace atria::pipeline
