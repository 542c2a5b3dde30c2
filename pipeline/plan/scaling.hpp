#pragma once

#include "io/shard/manifest.hpp"
#include "pipeline/plan/work_plan.hpp"

#include <cstdint>
#include <filesystem>
#include <span>

namespace atria::pipeline {

/// What the steps of a scan cost [s of one thread, unless it says more]. The defaults are a linear scan on one core of
/// 2.5 GHz and are good for shares, not for forecasts; tests/bench/costs.sh measures those of a machine.
struct ScanCosts {
    double start = 0.03;   ///< until a rank begins [s]
    double record = 6e-6;  ///< a person, to read the records and fit null models [s]: every rank does it for all
    double call = 0.1e-9;  ///< a packed call (person × variant), to decode it
    double call_column = 0.15e-9;  ///< a packed call and a column of traits and covariates
    double entry_column = 1e-9;    ///< an entry of a sparse variant and such a column
    double tile = 15e-6;           ///< a variant of a cohort, whatever it holds
    double row = 1e-6;             ///< a row (variant × trait × (cohorts + 1)): its numbers, and the part file
    double merged_row = 5e-6;      ///< a row: from the part files into the tables
    double byte = 1e-9;            ///< a byte of shards, read by a rank beside its computing [s]
};

/// Lines "NAME number" with a tab between, named after the members above; other names are refused, what is missing
/// keeps its default. Throws Error(input_missing, bad_data).
[[nodiscard]] ScanCosts read_scan_costs(const std::filesystem::path& file);

/// What is scanned, beside the plan.
struct ScalingRun {
    std::uint64_t traits = 1;
    std::uint64_t columns = 1;        ///< of traits and covariates together
    std::uint64_t threads = 1;        ///< of a rank
    std::uint64_t merging_ranks = 1;  ///< that make the tables: the root alone, today
};

/// How long a run takes, and what of it is work that more ranks share.
struct Scaling {
    double start = 0;         ///< [s]
    double records = 0;       ///< [s] records and null models, the same on every rank
    double mean_scan = 0;     ///< [s] of a rank, were all equally loaded
    double longest_scan = 0;  ///< [s] of the rank that is last
    double reading = 0;       ///< [s] of it in which the last rank waits for its bytes
    double merge = 0;         ///< [s] tables, while other ranks wait
    double one_rank = 0;      ///< [s] of the whole run on one rank of as many threads
    int ranks = 1;

    [[nodiscard]] double total() const { return start + records + longest_scan + merge; }
    /// One rank's time over that of all ranks together.
    [[nodiscard]] double efficiency() const { return one_rank / (ranks * total()); }
    /// Of the scan alone, from the first block to the last: the mean rank's time over the longest.
    [[nodiscard]] double balance() const { return longest_scan > 0 ? mean_scan / longest_scan : 1; }
};

/// Seconds of one thread for a block: its tiles in all of `cohorts`, by what their shards hold on the mean, and its
/// rows. 0 for a chromosome that is not in the study.
[[nodiscard]] double block_seconds(const io::Manifest& manifest, std::span<const std::size_t> cohorts,
                                   const PlannedBlock& block, const ScalingRun& run, const ScanCosts& costs);

/// Plays the plan: every rank goes through its own blocks, each thread taking the next one when it is free.
[[nodiscard]] Scaling scaling_of(const WorkPlan& plan, const io::Manifest& manifest,
                                 std::span<const std::size_t> cohorts, const ScalingRun& run, const ScanCosts& costs);

}  // namespace atria::pipeline
