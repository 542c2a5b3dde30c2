#pragma once

#include "io/shard/manifest.hpp"
#include "io/shard/shard_reader.hpp"
#include "kernels/data/genotype_block.hpp"
#include "pipeline/plan/work_plan.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace atria::pipeline {

/// One planned block of one cohort, read but not decoded.
struct RawTile {
    std::shared_ptr<const io::ShardReader> shard;  ///< null: the cohort has nothing on this chromosome
    std::shared_ptr<const io::RawBlock> bytes;
    std::size_t people = 0;
    std::uint64_t variants = 0;

    /// Any thread. Checks the bytes; throws Error(bad_data) naming file and dataset.
    [[nodiscard]] GenotypeBlock decode() const;
};

/// Reads planned blocks of the chosen cohorts from a study, keeping the shards of one chromosome open. One thread
/// calls.
class BlockSource {
public:
    BlockSource(std::filesystem::path study, const io::Manifest& manifest, std::vector<std::size_t> cohorts);

    /// The block's tiles, a cohort each, in the order of the cohorts.
    [[nodiscard]] std::vector<RawTile> read(const PlannedBlock& block);

private:
    void open(Chromosome chromosome);

    std::filesystem::path study_;
    const io::Manifest& manifest_;
    std::vector<std::size_t> cohorts_;
    Chromosome open_ = 0;
    std::vector<std::shared_ptr<const io::ShardReader>> shards_;
};

}  // namespace atria::pipeline
