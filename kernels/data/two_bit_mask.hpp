#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace atria {

/// N bytes 0/1 as 2-bit fields 00/01 that lie beside packed calls, 32 people a word.
[[nodiscard]] inline std::vector<std::uint64_t> two_bit_mask(std::span<const std::uint8_t> included) {
    std::vector<std::uint64_t> mask((included.size() + 31) / 32, 0);
    for (std::size_t i = 0; i < included.size(); ++i) {
        if (included[i] != 0) { mask[i / 32] |= std::uint64_t{1} << (2 * (i % 32)); }
    }
    return mask;
}

}  // namespace atria
