#pragma once

#include "kernels/data/genotype_block.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace atria::io {

/// Packs the calls of N people (`calls(i)`: 0, 1, 2 or missing_call) into ceil(N / 4) bytes, see genotype_block.hpp.
template <typename Calls>
void pack_calls(std::size_t people, const Calls& calls, std::span<std::uint8_t> packed) {
    for (std::size_t byte = 0; byte < packed.size(); ++byte) {
        unsigned four = 0;
        for (std::size_t i = 4 * byte; i < std::min(4 * byte + 4, people); ++i) {
            four |= static_cast<unsigned>(calls(i)) << 2 * (i % 4);
        }
        packed[byte] = static_cast<std::uint8_t>(four);
    }
}

}  // namespace atria::io
