#include "io/shard/raw_chunks.hpp"

#include "io/hdf5/fletcher32.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <cstring>

namespace atria::io {

void RawChunk::verify() const {
    if (verified.load(std::memory_order_relaxed)) { return; }
    std::uint32_t stored = 0;
    std::memcpy(&stored, bytes.data() + bytes.size() - sizeof stored, sizeof stored);
    if (hdf5::fletcher32(rows()) != stored) {
        throw Error(Fault::bad_data, place + ": the checksum of chunk " + std::to_string(number) +
                                         " is wrong, its bytes have changed since they were written. Restore the file "
                                         "from a copy, or make the study again with `atria shard`.");
    }
    verified.store(true, std::memory_order_relaxed);
}

const std::byte* RawRows::row(std::uint64_t row, std::uint64_t row_bytes) const {
    const std::uint64_t at = row - first;
    return chunks[static_cast<std::size_t>(at / chunk_rows)]->bytes.data() + at % chunk_rows * row_bytes;
}

void RawRows::copy_entries(std::uint64_t begin, std::uint64_t count, std::size_t bytes, std::byte* out) const {
    const std::uint64_t end = begin + count;
    while (begin < end) {
        const std::uint64_t stop = std::min(end, first + ((begin - first) / chunk_rows + 1) * chunk_rows);
        out = std::copy_n(row(begin, bytes), (stop - begin) * bytes, out);
        begin = stop;
    }
}

RawRows ChunkSource::read(std::uint64_t first, std::uint64_t end) {
    const std::uint64_t rows = dataset_.layout().chunk_rows;
    RawRows run{first / rows * rows, rows, {}};
    for (std::uint64_t number = first / rows; number * rows < end; ++number) {
        if (!last_ || last_->number != number) {
            auto chunk = std::make_shared<RawChunk>();
            chunk->bytes = dataset_.read_raw_chunk(number);
            chunk->number = number;
            chunk->place = dataset_.place().text();
            last_ = std::move(chunk);
        }
        run.chunks.push_back(last_);
    }
    return run;
}

}  // namespace atria::io
