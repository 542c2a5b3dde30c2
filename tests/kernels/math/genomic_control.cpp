#include "kernels/math/genomic_control.hpp"

#include "kernels/math/tails.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace atria::math {
namespace {

TEST_CASE("lambda is the median over the median of chi-square") {
    const double nan = std::nan("");
    CHECK(genomic_control_lambda({4, nan, 0.1, 0.5}) == 0.5 / chi_square_1_median);
    CHECK(genomic_control_lambda({4, 0.1, 0.5, 0.3, nan}) == 0.4 / chi_square_1_median);
    CHECK(genomic_control_lambda({1}) == 1 / chi_square_1_median);
    CHECK(std::isnan(genomic_control_lambda({})));
    CHECK(std::isnan(genomic_control_lambda({nan})));
}

TEST_CASE("the median of chi-square has p = 1/2, and even quantiles of it have lambda 1") {
    CHECK(chi_square_neg_log10_p(chi_square_1_median, 1) == Approx(std::log10(2.0)).epsilon(1e-14));
    std::vector<double> statistics;
    for (int i = 0; i < 999; ++i) {
        const double z = normal_from_p((i + 0.5) / 999);
        statistics.push_back(1.21 * z * z);
    }
    CHECK(genomic_control_lambda(statistics) == Approx(1.21).epsilon(1e-12));
}

TEST_CASE("standard errors are never made smaller") {
    CHECK(genomic_control_factor(1.44) == Approx(1.2).epsilon(1e-15));
    CHECK(genomic_control_factor(0.8) == 1);
    CHECK(genomic_control_factor(std::nan("")) == 1);
}

}  // namespace
}  // namespace atria::math
