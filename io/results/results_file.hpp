#pragma once

#include "io/hdf5/column_writer.hpp"
#include "io/hdf5/file.hpp"
#include "io/parallel_loop.hpp"
#include "io/results/trait_result.hpp"
#include "kernels/data/variant.hpp"
#include "kernels/scan_kernel.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace atria::io {

inline constexpr std::uint64_t results_layout_version = 1;

/// Writes results.h5: the numbers of the text tables at full precision.
///
///     /variants/{chromosome u8, position u32, effect_allele, other_allele, id}   rows in study order
///     /TRAIT/pooled/COLUMN           f64, status u8; names as in TRAIT.tsv.gz
///     /TRAIT/cohorts/COHORT/COLUMN   likewise
///     /TRAIT/pooled/loo_cohort       text, empty when missing; of traits with leave_one_out
///
/// Missing is NaN. Every dataset has a checksum; those of traits tell trait, model, test and unit. Memory is bounded:
/// rows go to the file a chunk at a time, and one trait is open at a time. One thread calls; the columns are made ready
/// in the tasks of `loop`.
class ResultsFile {
public:
    explicit ResultsFile(const std::filesystem::path& file, ParallelLoop loop = one_after_the_other());
    ~ResultsFile();
    ResultsFile(const ResultsFile&) = delete;
    ResultsFile& operator=(const ResultsFile&) = delete;

    void add_variants(std::span<const Variant> variants);

    void begin_trait(const TraitResult& trait);
    void add_rows(std::span<const ScanRows* const> blocks);
    void end_trait();

    /// Closes the file and gives it its name. Throws Error(read_write).
    void finish();

private:
    struct Column;
    struct VariantTable;
    struct LeaveOneOutTable;
    /// Those of the pooled rows, or of one cohort's.
    void make_columns(const TraitResult& trait, const std::string& group, std::optional<std::size_t> cohort);

    std::filesystem::path folder_;
    ParallelLoop loop_;
    std::unique_ptr<hdf5::OutputFile> file_;
    std::unique_ptr<VariantTable> variants_;
    std::unique_ptr<LeaveOneOutTable> leave_one_out_;  ///< of the open trait, if it has them
    std::vector<Column> columns_;                      ///< of the open trait: pooled, then the cohorts
    std::size_t cohorts_ = 0;                          ///< of the open trait
};

}  // namespace atria::io
