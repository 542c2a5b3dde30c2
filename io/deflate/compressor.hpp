#pragma once

struct libdeflate_compressor;

namespace atria::io {

/// This thread's compressor of a level: 0 (stored), 1 (fast) to 12 (small). It lives as long as the thread.
[[nodiscard]] libdeflate_compressor* compressor_of_level(int level);

}  // namespace atria::io
