#include "kernels/data/merged_times.hpp"

#include <catch2/catch.hpp>
#include <limits>

namespace atria {
namespace {

TEST_CASE("times that become one tick are counted, but for the last bits of a conversion") {
    constexpr double missing = std::numeric_limits<double>::quiet_NaN();
    CHECK(merged_times({}) == 0);
    CHECK(merged_times({3, 1, missing, 2, 2}) == 0);
    CHECK(merged_times({100 / 365.25, 100 * (1 / 365.25), 1e9, 1e9}) == 0);
    CHECK(merged_times({3e-9, 1e-9, missing, 2e-9, 2e-9}) == 2);
    CHECK(merged_times({1, 1 + 2e-7}) == 1);
}

}  // namespace
}  // namespace atria
