#pragma once

#include "io/hdf5/dataset.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace atria::io {

/// One chunk as it lies in the file: its rows, then the checksum. Shared by the blocks that need it.
struct RawChunk {
    hdf5::RawBytes bytes;
    std::uint64_t number = 0;
    std::string place;                           ///< file and dataset, for the message
    mutable std::atomic<bool> verified = false;  ///< set by whichever thread verified it first

    [[nodiscard]] std::span<const std::byte> rows() const { return {bytes.data(), bytes.size() - 4}; }

    /// Throws Error(bad_data) when the checksum is wrong.
    void verify() const;
};

using ChunkRun = std::vector<std::shared_ptr<const RawChunk>>;

/// The chunks of one dataset that a block needs.
struct RawRows {
    std::uint64_t first = 0;  ///< of the chunks' first row
    std::uint64_t chunk_rows = 1;
    ChunkRun chunks;

    /// Where row `row` of a two-dimensional dataset begins; `row_bytes`: bytes of a row.
    [[nodiscard]] const std::byte* row(std::uint64_t row, std::uint64_t row_bytes) const;

    /// `count` > 0 entries of a one-dimensional dataset from `begin` on. What lies across two chunks is copied into
    /// `joined`, whose memory must stay.
    template <typename Entry>
    [[nodiscard]] std::span<const Entry> entries(std::uint64_t begin, std::uint64_t count,
                                                 std::vector<std::vector<Entry>>& joined) const;

private:
    void copy_entries(std::uint64_t begin, std::uint64_t count, std::size_t bytes, std::byte* out) const;
};

/// Chunks of one dataset, the last one kept because the next block often begins in it. Belongs to the thread that calls
/// HDF5.
class ChunkSource {
public:
    explicit ChunkSource(hdf5::Dataset dataset) : dataset_(std::move(dataset)) {}

    [[nodiscard]] const hdf5::Dataset& dataset() const { return dataset_; }

    /// The chunks that hold the rows [first, end); none when there are none.
    RawRows read(std::uint64_t first, std::uint64_t end);

private:
    hdf5::Dataset dataset_;
    std::shared_ptr<const RawChunk> last_;
};

template <typename Entry>
std::span<const Entry> RawRows::entries(std::uint64_t begin, std::uint64_t count,
                                        std::vector<std::vector<Entry>>& joined) const {
    const std::uint64_t at = begin - first;
    if (at / chunk_rows == (at + count - 1) / chunk_rows) {
        return {reinterpret_cast<const Entry*>(row(begin, sizeof(Entry))), static_cast<std::size_t>(count)};
    }
    std::vector<Entry>& copy = joined.emplace_back(static_cast<std::size_t>(count));
    copy_entries(begin, count, sizeof(Entry), reinterpret_cast<std::byte*>(copy.data()));
    return copy;
}

}  // namespace atria::io
