#pragma once

#include "io/results/compressed_text.hpp"
#include "io/results/plain_text.hpp"
#include "io/results/results_file.hpp"
#include "kernels/cohort_pooling.hpp"
#include "kernels/data/variant.hpp"
#include "pipeline/reduce/inflation.hpp"
#include "pipeline/reduce/merge_parts.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

/// TRAIT.tsv.gz, TRAIT.cohorts.tsv.gz
[[nodiscard]] std::string pooled_file(const io::TraitResult& trait);
[[nodiscard]] std::string cohorts_file(const io::TraitResult& trait);

/// The formats that need a file of their own: GWAS-SSF tables are there in any case.
[[nodiscard]] std::vector<io::ResultFormat> foreign_formats(std::span<const io::ResultFormat> formats);

/// One block of one trait on its way from the part to the tables.
struct MergedBlock {
    std::vector<Variant> variants;
    ScanRows rows;
    std::uint64_t random_not_converged = 0;
    std::string pooled;
    std::string cohorts;
    std::vector<std::string> foreign;  ///< a piece a format
};

/// Some blocks of a trait, and whether no others follow.
struct MergedBatch {
    std::vector<MergedBlock> blocks;
    std::uint64_t variants = 0;  ///< of the plan: filtered ones, too
    bool last = false;

    [[nodiscard]] std::vector<const ScanRows*> rows() const;
};

/// One trait's tables and columns while they are made of its rows, in steps of which those of neighbouring batches may
/// run side by side: `format` makes text of a block, `compress` does one of the tasks that make bytes of what was
/// collected, `write` puts the bytes of the batch before into the files. Only write is for the thread that calls HDF5.
class TraitMerge {
public:
    TraitMerge(const MergeOrder& order, std::size_t trait, const io::ResultsFile& results);

    [[nodiscard]] std::size_t trait() const { return index_; }

    /// Any thread: drops filtered variants, pools the cohorts, makes text.
    void format(MergedBlock& block) const;

    /// Takes the text of a batch that was formatted; returns the number of tasks that it makes.
    std::size_t collect(MergedBatch& batch);
    /// Any thread.
    void compress(const MergedBatch& batch, std::size_t task);
    /// After all tasks of the batch; before the next one is collected.
    void end_of(const MergedBatch& batch);

    /// Writes a batch that has ended; with the last one it closes the files.
    void write(MergedBatch& batch, io::ResultsFile& results);

    ErrorFactors factors;  ///< to be set before any block is formatted
    Inflation of_cohorts;  ///< once known, the rows that are merged no longer count
    Inflation of_results;
    std::uint64_t random_not_converged = 0;

private:
    const MergeOrder& order_;
    std::size_t index_;
    const io::TraitResult& trait_;
    std::vector<io::ResultFormat> formats_;
    io::CompressedText pooled_;
    std::optional<io::CompressedText> cohorts_;  ///< none where no table is wanted
    std::vector<io::PlainText> foreign_;
    io::TraitColumns columns_;
    std::size_t pooled_blocks_ = 0;  ///< to be compressed
    std::size_t cohort_blocks_ = 0;
    bool begun_ = false;
};

}  // namespace atria::pipeline
