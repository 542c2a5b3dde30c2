#pragma once

#include "kernels/data/genotype_block.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace atria::io {

/// How many of the N people carry each call. `packed`: ceil(N / 4) bytes, the bits behind the last person 0.
[[nodiscard]] GenotypeCounts count_calls(std::span<const std::uint8_t> packed, std::size_t people);

}  // namespace atria::io
