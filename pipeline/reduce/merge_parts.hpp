#pragma once

#include "io/parallel_loop.hpp"
#include "io/results/result_format.hpp"
#include "io/results/trait_result.hpp"
#include "kernels/cohort_pooling.hpp"
#include "pipeline/plan/work_plan.hpp"
#include "pipeline/reduce/inflation.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

/// What the merge needs to know of a run.
struct MergeOrder {
    std::filesystem::path study;     ///< folder, for the list of variants
    std::string variants_path;       ///< of the manifest
    std::filesystem::path results;   ///< DIR, with the parts in DIR/.parts
    std::vector<std::string> parts;  ///< their names
    std::vector<io::TraitResult> traits;
    std::vector<io::ResultFormat> formats;  ///< of the tables beside TRAIT.tsv.gz
    std::string run;                        ///< as given to PartWriter
    io::ParallelLoop loop;                  ///< goes over rows
    io::LoopBeside beside;                  ///< makes and compresses text beside reading and writing
    CohortPooling pooling;                  ///< leave_one_out: as the traits have it
    std::function<void()> between = {};     ///< called between batches; may throw
};

/// What the merge found out about one trait.
struct MergedTrait {
    std::uint64_t random_not_converged = 0;  ///< rows without random effects, whose numbers leave the range of a double
    Lambdas lambdas;                         ///< before the correction of what they are told of
};

struct MergeSummary {
    std::vector<std::string> files;   ///< written, relative to DIR, in a fixed order
    std::vector<MergedTrait> traits;  ///< as in the order
};

/// Reads the parts of all ranks in the order of the plan and writes, for each trait, TRAIT.tsv.gz with its metadata and
/// TRAIT.cohorts.tsv.gz (of traits with a cohort_table), and a plain table in each further format, and results.h5 for
/// all. Each file appears under its name only when whole; the parts stay. Not collective: the root calls it after all
/// ranks have closed their parts. With a plan without blocks it writes valid empty outputs. Memory does not grow with
/// the number of variants. Throws Error(bad_data) naming a block that no part holds, Error(read_write) and what the
/// readers throw.
MergeSummary merge_parts(const WorkPlan& plan, const MergeOrder& order);

/// The names of the files that merge_parts writes.
[[nodiscard]] std::vector<std::string> result_files(std::span<const io::TraitResult> traits,
                                                    std::span<const io::ResultFormat> formats);

}  // namespace atria::pipeline
