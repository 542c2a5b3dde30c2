#include "kernels/quality/frequency_outliers.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace atria::quality {
namespace {

TEST_CASE("Hudson's F_ST is that of the formula in rational numbers, and about 0 for two samples of one population") {
    // p = 1/4 of 40, q = 1/2 of 20: N = 1/16 - 3/16/39 - 1/4/19, D = 1/8 + 3/8
    CHECK(hudson_fst({10, 40}, {10, 20}) == Approx((1.0 / 16 - 3.0 / 16 / 39 - 1.0 / 76) / 0.5).epsilon(1e-14));
    CHECK(hudson_fst({100, 1000}, {100, 1000}) < 0);
    CHECK(hudson_fst({0, 100}, {100, 100}) == 1);
    CHECK(std::isnan(hudson_fst({0, 100}, {0, 100})));
    CHECK(std::isnan(hudson_fst({1, 1}, {5, 100})));
}

TEST_CASE("the chi-square of alleles is R's chisq.test(matrix(c(30, 170, 90, 110), 2), correct = FALSE)") {
    CHECK(allele_chi_square({30, 200}, {90, 200}) == Approx(42.857142857142854).epsilon(1e-12));
    CHECK(std::isnan(allele_chi_square({0, 10}, {0, 20})));
    CHECK(std::isnan(allele_chi_square({0, 0}, {3, 20})));
}

TEST_CASE("the cohort that differs is the outlier, and does not make outliers of the others") {
    const std::vector<AlleleSample> turned{{200, 2000}, {210, 2000}, {1800, 2000}, {190, 2000}, {0, 0}};
    const auto found = compare_frequencies(turned, {0.1, 6});
    for (std::size_t c = 0; c < turned.size(); ++c) {
        CAPTURE(c);
        CHECK(found[c].outlier == (c == 2));
    }
    CHECK(found[2].fst == Approx(hudson_fst({1800, 2000}, {600, 6000})).epsilon(1e-14));
    CHECK(found[0].fst == Approx(hudson_fst({200, 2000}, {400, 4000})).epsilon(1e-14));
    CHECK(std::isnan(found[4].fst));
}

TEST_CASE("of two cohorts that differ both are outliers, and two out of five are found one after the other") {
    const auto two = compare_frequencies(std::vector<AlleleSample>{{200, 2000}, {1800, 2000}}, {0.1, 6});
    CHECK(two[0].outlier);
    CHECK(two[1].outlier);
    const auto five = compare_frequencies(
        std::vector<AlleleSample>{{200, 2000}, {1000, 2000}, {220, 2000}, {1900, 2000}, {190, 2000}}, {0.1, 6});
    CHECK_FALSE(five[0].outlier);
    CHECK(five[1].outlier);
    CHECK_FALSE(five[2].outlier);
    CHECK(five[3].outlier);
    CHECK_FALSE(five[4].outlier);
}

TEST_CASE("few people are no outliers however far off they are, nor are many that are a little off") {
    const auto few = compare_frequencies(std::vector<AlleleSample>{{4, 8}, {100, 1000}, {100, 1000}}, {0.1, 6});
    CHECK(few[0].fst > 0.1);
    CHECK_FALSE(few[0].outlier);
    const auto many = compare_frequencies(std::vector<AlleleSample>{{30000, 100000}, {20000, 100000}}, {0.1, 6});
    CHECK(many[0].neg_log10_p > 6);
    CHECK_FALSE(many[0].outlier);
}

}  // namespace
}  // namespace atria::quality
