#pragma once

#include "io/results/part_file.hpp"
#include "pipeline/checkpoint/ledger.hpp"
#include "pipeline/comm/communicator.hpp"
#include "pipeline/plan/work_plan.hpp"
#include "pipeline/run/stage_counts.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

/// Of which scan parts are.
struct PartsOfRun {
    std::filesystem::path results;
    std::span<const io::TraitResult> traits;
    std::string run;  ///< digest of the identity
};

/// The blocks that a rank finishes, in parts. A part is closed and entered in the ledger every so often, so that a run
/// that is killed loses little.
class PartSeries {
public:
    PartSeries(const PartsOfRun& run, double seconds_a_part, int rank);

    void add(const PlannedBlock& block, const std::vector<ScanRows>& rows, const StageCounts& counts);

    /// Closes the last part. Not after an add() that failed.
    void finish();
    /// Keeps what can be kept, when the run ends badly.
    void finish_if_possible() noexcept;

    /// Names of those that are closed.
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

private:
    const PartsOfRun run_;
    double seconds_a_part_;
    Ledger ledger_;
    std::optional<io::PartWriter> open_;
    std::chrono::steady_clock::time_point opened_;
    std::vector<std::uint64_t> blocks_;  // in it
    StageCounts counts_;                 // of these
    std::vector<std::string> names_;
};

/// What earlier runs have left of the same scan.
struct EarlierParts {
    std::vector<std::string> names;
    std::vector<bool> finished;  ///< each block of the plan
    StageCounts counts;          ///< of the finished blocks; on the root only

    [[nodiscard]] std::uint64_t blocks() const;
};

/// Collective. Reads every row of the parts that are in the ledger, which verifies their checksums; those that are
/// damaged are told and left aside, and their blocks are not finished. `take` gets the rows of a finished block, on one
/// of the ranks. The root removes what is no sound part.
[[nodiscard]] EarlierParts read_earlier_parts(
    const PartsOfRun& run, const WorkPlan& plan, const StageCounts& none, const Communicator& communicator,
    const std::function<void(const PlannedBlock&, const std::vector<ScanRows>&)>& take);

/// The blocks of the plan that are still to be done by this rank, in study order.
[[nodiscard]] std::vector<PlannedBlock> blocks_to_do(const WorkPlan& plan, const EarlierParts& earlier, int rank);

/// Collective: the parts of all ranks and of earlier runs, on the root.
[[nodiscard]] std::vector<std::string> all_parts(const EarlierParts& earlier, const std::vector<std::string>& mine,
                                                 const Communicator& communicator);

}  // namespace atria::pipeline
