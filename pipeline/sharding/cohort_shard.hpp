#pragma once

#include "io/shard/manifest.hpp"
#include "io/shard/variant_alignment.hpp"
#include "pipeline/record/progress.hpp"
#include "pipeline/sharding/cohort_inputs.hpp"

#include <filesystem>
#include <string>

namespace atria::pipeline {

/// Aligns the variants of all cohorts on one chromosome. `exclusions` may be nullptr.
[[nodiscard]] io::VariantAlignment align_chromosome(const StudyInput& study, Chromosome chromosome,
                                                    Exclusions* exclusions);

/// "COHORT/chr17.h5", relative to the study.
[[nodiscard]] std::string shard_path(const std::string& cohort, Chromosome chromosome);

/// Writes one cohort's shard of an aligned chromosome below `folder`, reading the .bed files by runs of rows with
/// bounded memory. The entry's path is relative to the folder.
[[nodiscard]] io::ShardEntry write_cohort_shard(const std::filesystem::path& folder, const CohortInput& cohort,
                                                std::uint32_t cohort_index, Chromosome chromosome,
                                                const io::VariantAlignment& alignment, Progress& progress);

}  // namespace atria::pipeline
