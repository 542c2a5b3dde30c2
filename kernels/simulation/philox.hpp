#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace atria::simulation {

using PhiloxCounter = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;

namespace philox {
inline constexpr std::uint64_t multiplier_0 = 0xD2511F53U;
inline constexpr std::uint64_t multiplier_2 = 0xCD9E8D57U;
inline constexpr std::uint32_t weyl_0 = 0x9E3779B9U;
inline constexpr std::uint32_t weyl_1 = 0xBB67AE85U;
inline constexpr int rounds = 10;
}  // namespace philox

/// Philox4x32-10, a counter-based generator: four independent uniform words for every (counter, key), in any order and
/// from any thread. Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011,
/// doi 10.1145/2063384.2063405.
[[nodiscard]] constexpr PhiloxCounter philox4x32(PhiloxCounter counter, PhiloxKey key) {
    for (int round = 0; round < philox::rounds; ++round) {
        const std::uint64_t product_0 = philox::multiplier_0 * counter[0];
        const std::uint64_t product_2 = philox::multiplier_2 * counter[2];
        counter = {
            static_cast<std::uint32_t>(product_2 >> 32U) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(product_2),
            static_cast<std::uint32_t>(product_0 >> 32U) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(product_0)};
        key[0] += philox::weyl_0;
        key[1] += philox::weyl_1;
    }
    return counter;
}

/// How many consecutive counters philox4x32_batch computes.
inline constexpr std::size_t philox_batch = 8;

/// Words of the counters {first + j, counter[1], counter[2], counter[3]}, j = 0 ... philox_batch - 1, with
/// first = counter[0]: word w of counter j stands at words[w][j]. Written side by side so that the compiler can use
/// vector registers.
using PhiloxBatch = std::array<std::array<std::uint32_t, philox_batch>, 4>;
inline void philox4x32_batch(const PhiloxCounter& counter, PhiloxKey key, PhiloxBatch& words) {
    for (std::size_t j = 0; j < philox_batch; ++j) {
        words[0][j] = counter[0] + static_cast<std::uint32_t>(j);
        words[1][j] = counter[1];
        words[2][j] = counter[2];
        words[3][j] = counter[3];
    }
    for (int round = 0; round < philox::rounds; ++round) {
        for (std::size_t j = 0; j < philox_batch; ++j) {
            const std::uint64_t product_0 = philox::multiplier_0 * words[0][j];
            const std::uint64_t product_2 = philox::multiplier_2 * words[2][j];
            words[0][j] = static_cast<std::uint32_t>(product_2 >> 32U) ^ words[1][j] ^ key[0];
            words[1][j] = static_cast<std::uint32_t>(product_2);
            words[2][j] = static_cast<std::uint32_t>(product_0 >> 32U) ^ words[3][j] ^ key[1];
            words[3][j] = static_cast<std::uint32_t>(product_0);
        }
        key[0] += philox::weyl_0;
        key[1] += philox::weyl_1;
    }
}

}  // namespace atria::simulation
