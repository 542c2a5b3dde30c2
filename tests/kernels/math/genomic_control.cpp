#include "kernels/math/genomic_control.hpp"

#include "kernels/math/tails.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
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

TEST_CASE("lambda by p is that of the chi-square with 1 degree of freedom that has the p") {
    const double inf = std::numeric_limits<double>::infinity();
    CHECK(std::isnan(lambda_of_middle_p({})));
    CHECK(lambda_of_middle_p(std::vector{std::log10(2.0)}) == Approx(1).epsilon(1e-14));
    const std::vector two{normal_neg_log10_p(0.6), normal_neg_log10_p(0.8)};
    CHECK(lambda_of_middle_p(two) == Approx(0.5 / chi_square_1_median).epsilon(1e-13));
    CHECK(lambda_of_middle_p(std::vector{inf}) == inf);
}

TEST_CASE("a corrected estimate is consistent in itself") {
    Estimate linear;
    linear.status = RowStatus::ok;
    linear.beta = 0.3;
    linear.standard_error = 0.1;
    linear.statistic = 3;
    linear.degrees_of_freedom = 12;
    linear.neg_log10_p = student_neg_log10_p(3, 12);
    Estimate same = linear;
    widen(same, 1);
    CHECK(same.neg_log10_p == linear.neg_log10_p);
    widen(linear, 1.5);
    CHECK(linear.beta == 0.3);
    CHECK(linear.standard_error == Approx(0.15).epsilon(1e-15));
    CHECK(linear.statistic == Approx(2).epsilon(1e-15));
    CHECK(linear.neg_log10_p == Approx(student_neg_log10_p(2, 12)).epsilon(1e-14));

    // A score test beside a Wald standard error: each is corrected by itself.
    Estimate cox;
    cox.status = RowStatus::ok;
    cox.beta = 0.2;
    cox.standard_error = 0.1;
    cox.statistic = -40;
    cox.score_chisq = 1600;
    cox.neg_log10_p = normal_neg_log10_p(40);
    cox.log_likelihood = -7;
    widen(cox, 1.25);
    CHECK(cox.standard_error == 0.125);
    CHECK(cox.statistic == -32);
    CHECK(cox.score_chisq == 1024);
    CHECK(cox.neg_log10_p == Approx(normal_neg_log10_p(32)).epsilon(1e-12));
    CHECK(cox.log_likelihood == -7);

    Estimate joint;  // an F of several effects
    joint.status = RowStatus::ok;
    joint.statistic = 5;
    joint.degrees_of_freedom = 80;
    joint.neg_log10_p = 3;
    widen(joint, 2);
    CHECK(joint.statistic == 5);
    CHECK(joint.neg_log10_p == 3);

    Estimate separated;  // the score test stands where the estimate is infinite
    separated.status = RowStatus::infinite_estimate;
    separated.score_chisq = 16;
    separated.neg_log10_p = normal_neg_log10_p(4);
    widen(separated, 2);
    CHECK(separated.score_chisq == 4);
    CHECK(separated.neg_log10_p == Approx(normal_neg_log10_p(2)).epsilon(1e-12));

    Estimate none;
    widen(none, 2);
    CHECK(std::isnan(none.neg_log10_p));
    CHECK(std::isnan(none.standard_error));
}

TEST_CASE("what is put together is corrected by its own factors") {
    MetaAnalysis meta;
    meta.beta_fixed = meta.beta_random = 1;
    meta.se_fixed = meta.se_random = 0.25;
    meta.fixed_neg_log10_p = 7;
    widen(meta, 1, 2);
    CHECK(meta.se_fixed == 0.25);
    CHECK(meta.fixed_neg_log10_p == 7);
    CHECK(meta.se_random == 0.5);
    CHECK(meta.random_neg_log10_p == normal_neg_log10_p(2));
}

}  // namespace
}  // namespace atria::math
