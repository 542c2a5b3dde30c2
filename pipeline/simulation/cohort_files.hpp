#pragma once

#include "pipeline/comm/communicator.hpp"
#include "pipeline/simulation/simulated_study.hpp"

#include <filesystem>

namespace atria::pipeline {

/// Writes the study as cohort files that `atria shard` reads: FOLDER/COHORT.bed, .bim, .fam and .records.tsv for each
/// cohort, truth.tsv, and last of all cohorts.tsv. Collective: the cohorts are dealt out to the ranks; the bytes are
/// the same for any number of ranks and threads. Throws Error on every rank when one of them fails.
void write_cohort_files(const std::filesystem::path& folder, const SimulatedStudy& study, int threads,
                        const Communicator& communicator);

}  // namespace atria::pipeline
