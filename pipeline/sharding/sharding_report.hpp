#pragma once

#include "io/shard/manifest.hpp"
#include "pipeline/sharding/cohort_inputs.hpp"
#include "pipeline/sharding/exclusions.hpp"
#include "pipeline/sharding/study_predictors.hpp"
#include "pipeline/sharding/variant_fates.hpp"

#include <filesystem>

namespace atria::pipeline {

/// Writes shard.json: for every cohort and file how many people and variants came in, how many were left out, turned or
/// otherwise changed by reason, how many are in the study, and how many of its variants had which fate.
void write_sharding_report(const std::filesystem::path& file, const StudyInput& study,
                           const StudyPredictors& predictors, const io::Manifest& manifest,
                           const Exclusions& exclusions, const VariantFates& fates);

/// One line a cohort, file and reason.
void log_exclusions(const Exclusions& exclusions);

}  // namespace atria::pipeline
