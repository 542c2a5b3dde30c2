#include "io/shard/call_counts.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace atria::io {

GenotypeCounts count_calls(std::span<const std::uint8_t> packed, std::size_t people) {
    constexpr std::uint64_t low_bits = 0x5555555555555555U;
    std::uint64_t low = 0;   // codes 1 and 3
    std::uint64_t high = 0;  // codes 2 and 3
    std::uint64_t both = 0;  // code 3
    for (std::size_t at = 0; at < packed.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, packed.data() + at, std::min<std::size_t>(8, packed.size() - at));
        low += static_cast<std::uint64_t>(std::popcount(word & low_bits));
        high += static_cast<std::uint64_t>(std::popcount(word >> 1U & low_bits));
        both += static_cast<std::uint64_t>(std::popcount(word & word >> 1U & low_bits));
    }
    GenotypeCounts counts;
    counts.missing = static_cast<std::uint32_t>(both);
    counts.het = static_cast<std::uint32_t>(low - both);
    counts.hom_effect = static_cast<std::uint32_t>(high - both);
    counts.hom_other = static_cast<std::uint32_t>(people - low - high + both);
    return counts;
}

}  // namespace atria::io
