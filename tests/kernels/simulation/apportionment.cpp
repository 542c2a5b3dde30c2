#include "kernels/simulation/apportionment.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <numeric>

using namespace atria::simulation;

TEST_CASE("shares follow the weights and add up exactly") {
    CHECK(apportion(10, std::array{1.0, 1.0, 2.0}) == std::vector<std::uint32_t>{3, 2, 5});
    CHECK(apportion(1, std::array{0.2, 0.5, 0.3}) == std::vector<std::uint32_t>{0, 1, 0});
    CHECK(apportion(0, std::array{1.0, 2.0}) == std::vector<std::uint32_t>{0, 0});
    CHECK(apportion(4'000'000'000U, std::array{3.0, 1.0}) ==
          std::vector<std::uint32_t>{3'000'000'000U, 1'000'000'000U});
}

TEST_CASE("no share is below the least, and the total stays exact") {
    const auto shares = apportion(100, std::array{1e-9, 1.0, 1e9}, 20);
    CHECK(shares == std::vector<std::uint32_t>{20, 20, 60});
    CHECK(apportion(60, std::array{1.0, 5.0, 9.0}, 20) == std::vector<std::uint32_t>{20, 20, 20});
}
