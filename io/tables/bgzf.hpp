#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace atria::io {

/// Uncompressed bytes in a full block of a BGZF file.
inline constexpr std::size_t bgzf_block_bytes = 0xff00;

/// One BGZF block: a gzip member without name and time whose extra field BC tells its length (SAM specification,
/// section 4.1). `bytes`: 1 to bgzf_block_bytes of them. `level`: 1 (fast) to 12 (small). The same bytes and level
/// always give the same block.
[[nodiscard]] std::string bgzf_block(std::string_view bytes, int level = 6);

/// The empty block that ends a BGZF file.
[[nodiscard]] std::string bgzf_end();

}  // namespace atria::io
