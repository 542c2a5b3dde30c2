#include "kernels/math/hardy_weinberg.hpp"

#include "tests/support/plain_hardy_weinberg.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace atria::math {
namespace {

TEST_CASE("the exact test equals the enumeration of all outcomes, for all small cohorts") {
    for (std::uint64_t people = 0; people <= 24; ++people) {
        for (std::uint64_t het = 0; het <= people; ++het) {
            for (std::uint64_t hom = 0; hom + het <= people; ++hom) {
                const double p = hardy_weinberg_p(people - het - hom, het, hom);
                CAPTURE(people, het, hom);
                REQUIRE(p == Approx(test::plain_hardy_weinberg_p(people - het - hom, het, hom)).epsilon(1e-9));
                REQUIRE(p == hardy_weinberg_p(hom, het, people - het - hom));
            }
        }
    }
}

TEST_CASE("the exact test equals the enumeration in large cohorts, also far out") {
    const std::uint64_t cases[][3] = {{800, 190, 10},     {500, 0, 500},      {810, 100, 90},     {0, 1000, 0},
                                      {9990, 10, 0},      {9990, 8, 2},       {4000, 4900, 1100}, {2500, 5000, 2500},
                                      {2600, 4800, 2600}, {90000, 9000, 1000}};
    for (const auto& one : cases) {
        CAPTURE(one[0], one[1], one[2]);
        const double expected = test::plain_hardy_weinberg_p(one[0], one[1], one[2]);
        CHECK(hardy_weinberg_p(one[0], one[1], one[2]) == Approx(expected).epsilon(1e-7).margin(1e-300));
    }
    CHECK(hardy_weinberg_p(500'000, 0, 500'000) == 0);
    CHECK(hardy_weinberg_p(1'000'000, 0, 0) == 1);
}

}  // namespace
}  // namespace atria::math
