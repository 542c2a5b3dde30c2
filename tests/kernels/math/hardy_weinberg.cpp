#include "kernels/math/hardy_weinberg.hpp"

#include "tests/support/plain_hardy_weinberg.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

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

TEST_CASE("-log10 p is that of p, and goes on where p leaves the range of a double") {
    const std::uint64_t cases[][3] = {{800, 190, 10}, {90, 0, 90}, {810, 100, 90}, {0, 300, 0}, {400, 0, 400}};
    for (const auto& one : cases) {
        CAPTURE(one[0], one[1], one[2]);
        CHECK(hardy_weinberg_neg_log10_p(one[0], one[1], one[2]) ==
              Approx(-std::log10(test::plain_hardy_weinberg_p(one[0], one[1], one[2]))).epsilon(1e-9));
    }
    CHECK(hardy_weinberg_neg_log10_p(0, 0, 0) == 0);
    CHECK(hardy_weinberg_neg_log10_p(250, 500, 250) == 0);
    // Nobody heterozygous: P(0) = C(N, N/2) / C(2N, N) exactly, and no other number is as improbable.
    for (const double people : {1000.0, 20'000.0, 1'000'000.0}) {
        const double half = people / 2;
        const double log_p = std::lgamma(people + 1) - 2 * std::lgamma(half + 1) -
                             (std::lgamma(2 * people + 1) - 2 * std::lgamma(people + 1));
        const auto hom = static_cast<std::uint64_t>(half);
        CAPTURE(people);
        CHECK(hardy_weinberg_neg_log10_p(hom, 0, hom) == Approx(-log_p / std::log(10.0)).epsilon(1e-9));
    }
    // Everybody heterozygous: P(N) = 2^N / C(2N, N), here with N = 5000; on the other side only P(0) is no larger.
    const double none_het = std::lgamma(5001.0) - 2 * std::lgamma(2501.0);
    const double all_het = 5000 * std::log(2.0) + std::log1p(std::exp(none_het - 5000 * std::log(2.0))) -
                           (std::lgamma(10001.0) - 2 * std::lgamma(5001.0));
    CHECK(hardy_weinberg_neg_log10_p(0, 5000, 0) == Approx(-all_het / std::log(10.0)).epsilon(1e-9));
}

TEST_CASE("the variance ratio is that of the copies listed one by one, 1 in Hardy-Weinberg proportions") {
    for (std::uint64_t hom_other = 0; hom_other < 6; ++hom_other) {
        for (std::uint64_t het = 0; het < 6; ++het) {
            for (std::uint64_t hom_effect = 0; hom_effect < 6; ++hom_effect) {
                std::vector<double> copies(hom_other, 0);
                copies.insert(copies.end(), het, 1);
                copies.insert(copies.end(), hom_effect, 2);
                double mean = 0;
                double variance = 0;
                for (const double one : copies) { mean += one / static_cast<double>(copies.size()); }
                for (const double one : copies) { variance += (one - mean) * (one - mean); }
                variance /= static_cast<double>(copies.size());
                const double ratio = variance_ratio(hom_other, het, hom_effect);
                if (hom_other + het == 0 || het + hom_effect == 0) {
                    CHECK(std::isnan(ratio));
                } else {
                    CHECK(ratio == Approx(variance / (mean * (1 - mean / 2))).epsilon(1e-12).margin(1e-12));
                }
            }
        }
    }
    CHECK(variance_ratio(810, 180, 10) == 1);
    CHECK(variance_ratio(0, 500, 0) == 0);
    CHECK(variance_ratio(500, 0, 500) == 2);
}

}  // namespace
}  // namespace atria::math
