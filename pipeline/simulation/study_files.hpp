#pragma once

#include "pipeline/comm/communicator.hpp"
#include "pipeline/simulation/simulated_study.hpp"

#include <filesystem>

namespace atria::pipeline {

/// Writes the study as HDF5 shards, as `atria shard` would lay it out: variants.h5, records.h5 of each cohort, a shard
/// for each cohort and chromosome, truth.tsv, and last of all study.json. Collective: the shards are dealt out to the
/// ranks; the bytes are the same for any number of ranks and threads. Throws Error on every rank when one of them
/// fails.
void write_study_files(const std::filesystem::path& folder, const SimulatedStudy& study, int threads,
                       const Communicator& communicator);

}  // namespace atria::pipeline
