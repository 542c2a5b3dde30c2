#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

namespace atria::io {

/// Rows of genotypes in a chunk: a power of two, so that the blocks of a scan share few chunks; a few hundred kB, at
/// most 256 rows.
[[nodiscard]] inline std::uint64_t rows_in_chunk(std::uint64_t row_bytes) {
    constexpr std::uint64_t target_bytes = 262144;
    return std::bit_floor(std::clamp<std::uint64_t>(target_bytes / row_bytes, 1, 256));
}

/// Entries of sparse lists in a chunk.
inline constexpr std::uint64_t sparse_chunk_entries = 65536;

}  // namespace atria::io
