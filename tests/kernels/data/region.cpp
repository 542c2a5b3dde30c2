#include "kernels/data/region.hpp"

#include <catch2/catch.hpp>
#include <limits>

using namespace atria;

TEST_CASE("regions hold both of their ends, and none hold everything") {
    const std::vector<Region> regions{{1, 10, 20}, {23, 5, 5}};
    CHECK(holds(regions, 1, 10));
    CHECK(holds(regions, 1, 20));
    CHECK_FALSE(holds(regions, 1, 9));
    CHECK_FALSE(holds(regions, 1, 21));
    CHECK_FALSE(holds(regions, 2, 15));
    CHECK(holds(regions, 23, 5));
    CHECK(holds({}, 7, 1));
}

TEST_CASE("regions that overlap or touch become one") {
    constexpr auto end = std::numeric_limits<std::uint32_t>::max();
    CHECK(joined({{2, 5, 9}, {1, 30, 40}, {1, 10, 20}, {1, 21, 25}, {1, 12, 13}, {2, 7, end}, {2, 20, 30}}) ==
          std::vector<Region>{{1, 10, 25}, {1, 30, 40}, {2, 5, end}});
    CHECK(joined({}).empty());
}
