#include "kernels/quality/strand_by_frequency.hpp"

#include <catch2/catch.hpp>
#include <random>

using namespace atria::quality;

TEST_CASE("the side of one half tells the strand, at a distance from it") {
    const StrandLimits limits{0.4, 0.2, 6};
    const auto verdict = [&](double p, double q) {
        return strand_by_frequency({p * 2000, 2000}, {q * 800, 800}, limits);
    };
    CHECK(verdict(0.1, 0.12) == StrandVerdict::as_named);
    CHECK(verdict(0.1, 0.88) == StrandVerdict::turned);
    CHECK(verdict(0.9, 0.85) == StrandVerdict::as_named);
    CHECK(verdict(0.9, 0.15) == StrandVerdict::turned);
    CHECK(verdict(0, 0) == StrandVerdict::as_named);  // nobody has the allele: on the other strand everybody would
    CHECK(verdict(0, 1) == StrandVerdict::turned);
    CHECK(verdict(0.4, 0.1) == StrandVerdict::near_half);  // the bound itself tells nothing
    CHECK(verdict(0.3, 0.6) == StrandVerdict::near_half);
    CHECK(verdict(0.39, 0.38) == StrandVerdict::as_named);
    CHECK(verdict(0.05, 0.3) == StrandVerdict::unlike);
    CHECK(verdict(0.05, 0.7) == StrandVerdict::unlike);
    CHECK(strand_by_frequency({0, 0}, {3, 10}, limits) == StrandVerdict::no_calls);
    CHECK(strand_by_frequency({3, 10}, {0, 0}, limits) == StrandVerdict::no_calls);
}

// R: chisq.test(matrix(c(a, n - a, b, m - b), 2), correct = FALSE) of 300 of 1000 alleles against 25 of 36 gives
// p = 5.41e-7, against 24 of 34 p = 5.23e-7, against 21 of 30 p = 3.15e-6.
TEST_CASE("a small sample does not tell when chance could turn it") {
    const StrandLimits limits{0.4, 0.2, 6};
    CHECK(strand_by_frequency({300, 1000}, {9, 30}, limits) == StrandVerdict::too_few);
    CHECK(strand_by_frequency({300, 1000}, {21, 30}, limits) == StrandVerdict::too_few);
    CHECK(strand_by_frequency({300, 1000}, {10, 34}, limits) == StrandVerdict::as_named);
    CHECK(strand_by_frequency({300, 1000}, {24, 34}, limits) == StrandVerdict::turned);
    CHECK(strand_by_frequency({300, 1000}, {11, 36}, limits) == StrandVerdict::as_named);
    CHECK(strand_by_frequency({300, 1000}, {21, 30}, {0.4, 0.2, 5}) == StrandVerdict::turned);
    CHECK(strand_by_frequency({0, 2}, {0, 2}, {0.4, 0.2, 0}) == StrandVerdict::as_named);
}

// What would break: a cohort of the size of a pilot study, in which chance alone turns a variant's effect round.
TEST_CASE("samples of one population are never turned at the default limits") {
    std::mt19937 random(7);
    int told = 0;
    for (int trial = 0; trial < 100000; ++trial) {
        const double p = 0.02 + 0.48 * std::uniform_real_distribution()(random);
        const int people = 3 + static_cast<int>(random() % 100);
        std::binomial_distribution<int> known(2000, p);
        std::binomial_distribution<int> other(2 * people, p);
        const auto verdict = strand_by_frequency({static_cast<double>(known(random)), 2000},
                                                 {static_cast<double>(other(random)), 2.0 * people}, {});
        REQUIRE(verdict != StrandVerdict::turned);
        told += verdict == StrandVerdict::as_named ? 1 : 0;
    }
    CHECK(told > 60000);
}
