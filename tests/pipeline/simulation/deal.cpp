#include "pipeline/simulation/deal.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

using namespace atria::pipeline;

TEST_CASE("costly tasks are dealt first, each to the idlest rank") {
    const std::array<std::uint64_t, 5> costs = {3, 9, 3, 5, 3};
    CHECK(deal(costs, 2) == std::vector<int>{1, 0, 1, 1, 0});
    CHECK(deal(costs, 1) == std::vector<int>(5, 0));
    CHECK(deal(std::array<std::uint64_t, 2>{1, 1}, 5) == std::vector<int>{0, 1});
    CHECK(deal({}, 3).empty());
}
