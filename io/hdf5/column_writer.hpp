#pragma once

#include "io/hdf5/file.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace atria::io::hdf5 {

/// Appends single numbers to a one-dimensional dataset, a chunk at a time.
template <typename Number>
class ColumnWriter {
public:
    ColumnWriter() = default;
    ColumnWriter(OutputFile& file, const std::string& name, std::uint64_t chunk_rows = 16384, bool compressed = true)
        : dataset_(file.create_dataset(name, {element_of<Number>(), 0, 0, chunk_rows, compressed})) {
        waiting_.reserve(static_cast<std::size_t>(chunk_rows));
    }

    void add(Number value) {
        waiting_.push_back(value);
        if (waiting_.size() >= dataset_.layout().chunk_rows) { write(); }
    }

    /// Writes the rest and closes the dataset.
    void close() {
        write();
        dataset_ = {};
    }

private:
    void write() {
        dataset_.append(std::span<const Number>(waiting_));
        waiting_.clear();
    }

    Dataset dataset_;
    std::vector<Number> waiting_;
};

/// Collects strings of unknown length with bounded memory and writes them in the end as a dataset whose width is that
/// of the longest. What does not fit into memory waits in a nameless file beside the one under construction.
class TextColumnWriter {
public:
    explicit TextColumnWriter(std::filesystem::path folder);
    ~TextColumnWriter();
    TextColumnWriter(TextColumnWriter&& other) noexcept;
    TextColumnWriter& operator=(TextColumnWriter&&) = delete;

    void add(std::string_view text);  ///< no NUL inside
    void write(OutputFile& file, const std::string& name);

private:
    void spill();

    std::filesystem::path folder_;
    std::string waiting_;  ///< strings, each ended by NUL
    int spilled_ = -1;     ///< descriptor of the nameless file
    std::uint64_t count_ = 0;
    std::size_t longest_ = 0;
};

}  // namespace atria::io::hdf5
