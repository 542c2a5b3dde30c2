#pragma once

#include "io/hdf5/file.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atria::io::hdf5 {

/// Appends rows to a dataset, a chunk at a time. The dataset is made with the first chunk, so that one that is smaller
/// than a chunk takes no more space than its rows. The file must outlive the writer.
template <typename Number>
class ColumnWriter {
public:
    /// `columns` as in Layout: 0 for one-dimensional.
    ColumnWriter(OutputFile& file, std::string name, std::uint64_t chunk_rows = 16384, bool compressed = true,
                 std::uint64_t columns = 0)
        : file_(&file),
          name_(std::move(name)),
          layout_{element_of<Number>(), 0, columns, chunk_rows, compressed},
          full_(static_cast<std::size_t>(chunk_rows * std::max<std::uint64_t>(columns, 1))) {}

    /// The next number of a one-dimensional dataset.
    void add(Number value) {
        waiting_.push_back(value);
        if (waiting_.size() == full_) { write(); }
    }

    /// The next row of a two-dimensional dataset.
    void add_row(std::span<const Number> row) {
        if (row.size() != layout_.columns) { throw std::logic_error(name_ + ": a row has another number of columns"); }
        waiting_.insert(waiting_.end(), row.begin(), row.end());
        if (waiting_.size() == full_) { write(); }
    }

    /// Writes the rest and closes the dataset.
    void close() {
        if (!made_) {
            const std::uint64_t rows = waiting_.size() / std::max<std::uint64_t>(layout_.columns, 1);
            layout_.chunk_rows = std::max<std::uint64_t>(rows, 1);
        }
        write();
        dataset_ = {};
    }

private:
    void write() {
        if (!made_) { dataset_ = file_->create_dataset(name_, layout_); }
        made_ = true;
        dataset_.append(std::span<const Number>(waiting_));
        waiting_.clear();
    }

    OutputFile* file_;
    std::string name_;
    Layout layout_;
    std::size_t full_;  ///< numbers in a chunk
    Dataset dataset_;
    bool made_ = false;
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
