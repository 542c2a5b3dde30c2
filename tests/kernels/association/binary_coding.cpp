#include "kernels/association/binary_coding.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <vector>

namespace atria::association {
namespace {

using Cohorts = std::vector<std::vector<double>>;

TEST_CASE("codings that differ between cohorts are told from one coding and from quantities") {
    const double missing = std::numeric_limits<double>::quiet_NaN();
    CHECK(mixed_codings(Cohorts{{0, 1, 1}, {2, 1, missing}}) == Cohorts{{0, 1}, {1, 2}});
    CHECK(mixed_codings(Cohorts{{1, 2, -9}, {2, 1}}) == Cohorts{{-9, 1, 2}, {1, 2}});
    CHECK(mixed_codings(Cohorts{{0, 1}, {1, 1}}).empty());         // one coding
    CHECK(mixed_codings(Cohorts{{0, 1, 2}, {0, 1}}).empty());      // three values in a cohort
    CHECK(mixed_codings(Cohorts{{0, 1}, {1, 2.5}}).empty());       // a quantity
    CHECK(mixed_codings(Cohorts{{1, 1, -9}, {missing}}).empty());  // one value in all
    CHECK(mixed_codings(Cohorts{}).empty());
}

}  // namespace
}  // namespace atria::association
