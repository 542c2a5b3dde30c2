#pragma once

#include "io/shard/manifest.hpp"
#include "pipeline/comm/communicator.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

/// The files of a study that a rank has written: what the root needs for the manifest.
class WrittenFiles {
public:
    /// `cohort`: its place in the manifest.
    void add_shard(std::uint32_t cohort, const io::ShardEntry& shard);
    /// `entry`: of which only what concerns the records is looked at.
    void add_records(std::uint32_t cohort, const io::CohortEntry& entry);
    void add_predictors(std::uint32_t cohort, const io::PredictorEntry& set);
    /// `path`: of the records, relative to the study in `folder`.
    void add_records(std::uint32_t cohort, const std::filesystem::path& folder, const std::string& path);

    /// Collective: those of each rank, for the root.
    [[nodiscard]] std::vector<std::vector<std::byte>> gather_to_root(const Communicator& communicator) const;

private:
    nlohmann::ordered_json files_ = nlohmann::ordered_json::array();
};

/// Enters what gather_to_root gave into the cohorts of the manifest, shards ascending by chromosome,
/// sets of predictors by name.
void enter_written_files(std::span<const std::vector<std::byte>> of_ranks, io::Manifest& manifest);

}  // namespace atria::pipeline
