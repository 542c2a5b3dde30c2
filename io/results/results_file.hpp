#pragma once

#include "io/hdf5/column_writer.hpp"
#include "io/hdf5/file.hpp"
#include "io/results/trait_columns.hpp"
#include "io/results/trait_result.hpp"
#include "kernels/data/variant.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

namespace atria::io {

inline constexpr std::uint64_t results_layout_version = 1;

/// Writes results.h5: the numbers of the text tables at full precision.
///
///     /variants/{chromosome u8, position u32, effect_allele, other_allele, id}   rows in study order
///     /predictors/name   text; in place of these where features of predictors were scanned
///     /TRAIT/pooled/COLUMN           f64, status u8; names as in TRAIT.tsv.gz
///     /TRAIT/cohorts/COHORT/COLUMN   likewise
///     /TRAIT/pooled/loo_cohort       text, empty when missing; of traits with leave_one_out
///
/// Missing is NaN. Every dataset has a checksum; those of traits tell trait, model, test and unit. Memory is bounded:
/// rows go to the file a chunk at a time. One thread calls. The bytes of the file do not depend on the pieces in which
/// variants and rows come.
class ResultsFile {
public:
    /// `rows`: how many variants there will be, or more; it decides the size of the chunks. `predictors`: the rows are
    /// features, which have a name only.
    ResultsFile(const std::filesystem::path& file, std::uint64_t rows, bool predictors = false);
    ~ResultsFile();
    ResultsFile(const ResultsFile&) = delete;
    ResultsFile& operator=(const ResultsFile&) = delete;

    /// The next variants; those of rows that are written have to be there before.
    void add_variants(std::span<const Variant> variants);

    /// The columns of the next trait, empty.
    [[nodiscard]] TraitColumns columns_of(const TraitResult& trait) const;

    /// Traits are written one after the other: begin, then write whenever something has been collected, then end.
    void begin(TraitColumns& trait) { trait.make_datasets(*file_); }
    void write(TraitColumns& trait);
    void end(TraitColumns& trait);

    /// Closes the file and gives it its name. Throws Error(read_write).
    void finish();

private:
    struct VariantTable;

    std::filesystem::path folder_;
    bool predictors_;
    std::uint64_t chunk_rows_;
    std::unique_ptr<hdf5::OutputFile> file_;
    std::unique_ptr<VariantTable> variants_;
};

}  // namespace atria::io
