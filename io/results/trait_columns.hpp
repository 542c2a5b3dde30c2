#pragma once

#include "io/hdf5/column_writer.hpp"
#include "io/hdf5/dataset.hpp"
#include "io/hdf5/file.hpp"
#include "io/results/trait_result.hpp"
#include "kernels/scan_kernel.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atria::io {

/// The columns of one trait on their way into results.h5: pooled, then the cohorts'. Numbers are taken from rows and
/// encoded without HDF5, a column a task, while chunks that are ready already can be written:
///
///     for each batch of rows: in any threads { prepare(column, rows, last) } for all columns; then collect(rows)
///     beside the next: ResultsFile::write
class TraitColumns {
public:
    /// `folder`: for what does not fit into memory.
    TraitColumns(const TraitResult& trait, std::uint64_t chunk_rows, const std::filesystem::path& folder);

    [[nodiscard]] std::size_t size() const { return columns_.size(); }

    /// Takes one column's numbers from the next rows; `last`: no more will come. Columns may be prepared side by side.
    void prepare(std::size_t column, std::span<const ScanRows* const> rows, bool last);

    /// What was prepared may be written from now on. `rows`: those that all columns were prepared with.
    void collect(std::span<const ScanRows* const> rows);

    [[nodiscard]] bool ready() const { return !columns_.front().ready.empty(); }

    // These call HDF5.
    void make_datasets(hdf5::OutputFile& file);
    void write_chunk();  ///< the next one of every column
    void close(hdf5::OutputFile& file);

private:
    struct Column {
        using Take = std::function<void(const ScanRows& rows, std::vector<std::byte>& bytes)>;

        std::string name;
        std::string unit;
        std::string cohort;
        std::string test_words;
        hdf5::Layout layout;
        Take take;
        std::vector<std::byte> waiting;                 // of rows that do not fill a chunk yet
        std::vector<std::vector<std::byte>> encoded{};  // all but the last are of whole chunks
        std::deque<std::vector<std::byte>> ready{};     // the same, once collected
        std::uint64_t rows = 0;                         // of all that is encoded or ready
        hdf5::Dataset dataset{};
    };

    void add(std::string name, std::string_view unit, hdf5::Element element, const std::string& cohort,
             Column::Take take);
    /// Those of the pooled rows, or of one cohort's.
    void add_all(const std::string& group, std::optional<std::size_t> cohort);

    TraitResult trait_;
    std::uint64_t chunk_rows_;
    std::vector<Column> columns_;
    std::optional<hdf5::TextColumnWriter> left_out_cohorts_;
};

}  // namespace atria::io
