#pragma once

#include "io/shard/manifest.hpp"
#include "kernels/data/variant.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

/// Variants in a block unless the user says otherwise.
inline constexpr std::uint64_t default_block_variants = 256;

/// A run of consecutive study variants of one chromosome. Its tiles (this block in every cohort) belong to one rank, so
/// that the sums over cohorts are formed where they are, in the order of the study's cohorts.
struct PlannedBlock {
    std::uint64_t index = 0;  ///< place in the plan, which is study order
    Chromosome chromosome = 0;
    std::uint64_t first = 0;                ///< first variant, counted from the study's first
    std::uint64_t first_in_chromosome = 0;  ///< the same, counted from the chromosome's first, as shards count
    std::uint64_t variants = 0;
    std::uint64_t bytes = 0;  ///< predicted to be read, over all cohorts
    int rank = 0;
};

/// What a rank has to do, for looking at.
struct RankShare {
    std::uint64_t blocks = 0;
    std::uint64_t tiles = 0;
    std::uint64_t variants = 0;
    std::uint64_t bytes = 0;
};

/// Who computes what: a value, and a pure function of what it is made from, the same on every rank.
class WorkPlan {
public:
    /// Blocks of at most `block_variants` variants of `manifest`, none across two chromosomes, dealt to `ranks` ranks
    /// in contiguous runs of nearly equal predicted bytes: no rank's share differs from the mean by more than the
    /// largest block. `cohorts` are places in the manifest's list; cohorts without genotypes add no bytes.
    WorkPlan(const io::Manifest& manifest, std::span<const std::size_t> cohorts, int ranks,
             std::uint64_t block_variants);

    [[nodiscard]] const std::vector<PlannedBlock>& blocks() const { return blocks_; }
    /// The blocks of one rank, in study order; none when there are more ranks than blocks.
    [[nodiscard]] std::span<const PlannedBlock> blocks_of(int rank) const;
    [[nodiscard]] RankShare share_of(int rank) const;

    [[nodiscard]] int ranks() const { return static_cast<int>(first_block_.size()) - 1; }
    [[nodiscard]] std::size_t cohorts() const { return cohorts_; }
    [[nodiscard]] std::uint64_t block_variants() const { return block_variants_; }

private:
    std::vector<PlannedBlock> blocks_;
    std::vector<std::size_t> first_block_;  ///< of each rank; ranks + 1
    std::size_t cohorts_ = 0;
    std::uint64_t block_variants_ = 0;
};

/// Deals the blocks out in contiguous runs of nearly equal predicted bytes, as a plan does: sets their rank. For what
/// earlier runs have left of one.
void deal_contiguously(std::span<PlannedBlock> blocks, int ranks);

/// All cohorts of a manifest, for a plan without restriction.
[[nodiscard]] std::vector<std::size_t> all_cohorts(const io::Manifest& manifest);

}  // namespace atria::pipeline
