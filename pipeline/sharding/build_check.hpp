#pragma once

#include "pipeline/sharding/cohort_inputs.hpp"

namespace atria::pipeline {

/// Are all genotype files on one genome build, as far as statements and data tell? Held against each other are the
/// column `build` of the cohort table, what headers state, whether positions lie on their chromosomes at all, and rs
/// numbers that cohorts have in common. Needs the landmarks of list_genotypes. Throws Error(bad_data) naming files or
/// cohorts, with counts and the remedy; warns where there is too little to be sure.
void check_builds(const StudyInput& study);

}  // namespace atria::pipeline
