#include "kernels/math/compensated_sums.hpp"

#include <catch2/catch.hpp>
#include <vector>

namespace atria::math {
namespace {

TEST_CASE("compensated sums: a large term that is taken out leaves the small ones whole") {
    CompensatedSums sums(2);
    const std::vector<double> small{0.1, -0.3};
    const std::vector<double> large{1e17, 3e15};
    sums.add(small);
    sums.add(large);
    sums.add(small);
    sums.subtract(large);
    std::vector<double> values(2);
    sums.values(values);
    CHECK(values[0] == 0.2);
    CHECK(values[1] == -0.6);

    CompensatedSums other(2);
    other.add(large);
    other.add(sums);
    other.subtract(large);
    other.values(values);
    CHECK(values[0] == 0.2);
    CHECK(values[1] == -0.6);

    sums.clear();
    sums.values(values);
    CHECK(values[0] == 0);
}

}  // namespace
}  // namespace atria::math
