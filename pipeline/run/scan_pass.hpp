#pragma once

#include "kernels/scan_kernel.hpp"
#include "pipeline/checkpoint/orderly_stop.hpp"
#include "pipeline/plan/work_plan.hpp"
#include "pipeline/run/block_source.hpp"
#include "pipeline/run/genotype_stage.hpp"
#include "pipeline/run/prepared_scan.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace atria::pipeline {

/// What a rank goes through its blocks with.
struct ScanPass {
    PreparedScan& scan;
    GenotypeStage& stage;
    BlockSource& source;
    std::size_t cohorts = 0;
    int threads = 1;
    const OrderlyStop& stop;
};

/// Gets the rows of a block, one ScanRows a trait, and what the stage has seen of it; called by one thread at a time,
/// in the order of the blocks.
using TakeRows =
    std::function<void(const PlannedBlock& block, const std::vector<ScanRows>& rows, const StageCounts& counts)>;

/// Reads, filters and scans the blocks. `done` hears of finished variants from any thread. Throws Error(checkpointed)
/// when it is to stop; all blocks that were begun have been taken then. When one fails, those before it have been
/// taken.
void pass_over(std::span<const PlannedBlock> blocks, const ScanPass& pass, const TakeRows& take,
               const std::function<void(std::uint64_t variants)>& done);

}  // namespace atria::pipeline
