#include "kernels/simulation/philox.hpp"

#include <catch2/catch.hpp>

using namespace atria::simulation;

// The vectors that the authors publish with their code. If they failed, a seed would mean another study.
TEST_CASE("Philox4x32-10 gives the published words") {
    constexpr std::uint32_t ones = 0xffffffff;
    CHECK(philox4x32({0, 0, 0, 0}, {0, 0}) == PhiloxCounter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    CHECK(philox4x32({ones, ones, ones, ones}, {ones, ones}) ==
          PhiloxCounter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    CHECK(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
          PhiloxCounter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a batch of counters gives the words of each of them") {
    const PhiloxCounter first{0xfffffffb, 2, 3, 4};  // wraps round inside the batch
    PhiloxBatch batch;
    philox4x32_batch(first, {5, 6}, batch);
    for (std::uint32_t j = 0; j < philox_batch; ++j) {
        const PhiloxCounter single = philox4x32({first[0] + j, 2, 3, 4}, {5, 6});
        for (std::size_t word = 0; word < 4; ++word) { CHECK(batch[word][j] == single[word]); }
    }
}
