#pragma once

#include "pipeline/sharding/cohort_inputs.hpp"

namespace atria::pipeline {

/// Warns of what may be no mistake but often is: a cohort that loses half of its people because ids do not match, and
/// two cohorts that have most of their ids in common, whose people may be the same.
void warn_of_people(const StudyInput& study);

}  // namespace atria::pipeline
