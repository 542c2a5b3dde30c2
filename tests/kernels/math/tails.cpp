#include "kernels/math/tails.hpp"

#include "tests/support/closeness.hpp"
#include "tests/support/golden_table.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>

namespace atria::math {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST_CASE("normal_from_p gives the quantiles of the normal distribution") {
    // qnorm(p / 2, lower.tail = FALSE) of R
    CHECK(normal_from_p(1) == 0);
    CHECK(normal_from_p(0.5) == Approx(0.674489750196082).epsilon(1e-12));
    CHECK(normal_from_p(0.05) == Approx(1.95996398454005).epsilon(1e-12));
    CHECK(normal_from_p(5e-8) == Approx(5.451310437845481).epsilon(1e-12));
    CHECK(normal_from_p(1e-300) == Approx(37.065787880772120).epsilon(1e-12));
}

TEST_CASE("tails equal R's in log space, far beyond the range of a double") {
    const test::GoldenTable golden("tails.tsv");
    REQUIRE(golden.rows() > 100);
    for (std::size_t row = 0; row < golden.rows(); ++row) {
        const std::string& tail = golden.word(row, "tail");
        const double x = golden.number(row, "x");
        const double df = golden.number(row, "df");
        const double value = tail == "normal"    ? normal_neg_log10_p(x)
                             : tail == "student" ? student_neg_log10_p(x, df)
                                                 : chi_square_neg_log10_p(x, df);
        INFO(tail << " at " << x << " with df " << df);
        CHECK(test::relative_difference(value, golden.number(row, "neg_log10_p")) < 1e-10);
    }
}

TEST_CASE("tails at the ends: nothing is NaN that has an answer") {
    CHECK(normal_neg_log10_p(0) == 0);
    CHECK(student_neg_log10_p(0, 5) == 0);
    CHECK(chi_square_neg_log10_p(0, 5) == 0);
    CHECK(normal_neg_log10_p(infinity) == infinity);
    CHECK(normal_neg_log10_p(-infinity) == infinity);
    CHECK(student_neg_log10_p(-infinity, 5) == infinity);
    CHECK(chi_square_neg_log10_p(infinity, 5) == infinity);
    CHECK(std::isnan(normal_neg_log10_p(NAN)));
    CHECK(std::isnan(student_neg_log10_p(NAN, 5)));
    CHECK(std::isnan(student_neg_log10_p(1, NAN)));
    CHECK(std::isnan(student_neg_log10_p(1, 0)));
    CHECK(std::isnan(chi_square_neg_log10_p(NAN, 5)));
    CHECK(std::isnan(chi_square_neg_log10_p(1, 0)));
}

TEST_CASE("F: closed forms, Student's t squared, and R in log space") {
    for (const double f : {1e-9, 1e-3, 0.7, 1.0, 3.0, 40.0, 1e4, 1e9}) {
        for (const double df : {1.0, 2.0, 7.0, 60.0, 61.0, 5e3, 1e6}) {
            INFO("F = " << f << ", df = " << df);
            // Two degrees above: p = (1 + 2 F / df)^(-df / 2). Two below: 1 - p = (r F / (r F + 2))^(r / 2).
            CHECK(test::relative_difference(f_neg_log10_p(f, 2, df), df / 2 * std::log1p(2 * f / df) / std::log(10)) <
                  1e-11);
            const double below = -df / 2 * std::log1p(2 / (df * f));
            const double log_p = below > -0.7 ? std::log(-std::expm1(below)) : std::log1p(-std::exp(below));
            CHECK(test::relative_difference(f_neg_log10_p(f, df, 2), -log_p / std::log(10)) < 1e-9);
            CHECK(test::relative_difference(f_neg_log10_p(f, 1, df), student_neg_log10_p(std::sqrt(f), df)) < 1e-11);
        }
    }
    // pf(F, r, df, lower.tail = FALSE, log.p = TRUE) / -log(10) of R
    CHECK(f_neg_log10_p(2.5, 3, 100) == Approx(1.1949550165638).epsilon(1e-10));
    CHECK(f_neg_log10_p(12, 5, 340) == Approx(9.9864355365083).epsilon(1e-10));
    CHECK(f_neg_log10_p(1000, 4, 50000) == Approx(832.32604647784).epsilon(1e-10));
    CHECK(f_neg_log10_p(0, 3, 5) == 0);
    CHECK(f_neg_log10_p(infinity, 3, 5) == infinity);
    CHECK(std::isnan(f_neg_log10_p(NAN, 3, 5)));
    CHECK(std::isnan(f_neg_log10_p(1, 0, 5)));
    CHECK(std::isnan(f_neg_log10_p(1, 3, 0)));
}

TEST_CASE("tails are closed forms where there is one") {
    for (const double t : {1e-8, 1e-3, 0.5, 1.0, 7.0, 1e3, 1e8}) {
        INFO("t = " << t);
        // Cauchy: p = 1 - 2/π atan t = 2/π atan(1/t)
        const double cauchy =
            t > 1 ? -std::log10(2 / M_PI * std::atan(1 / t)) : -std::log1p(-2 / M_PI * std::atan(t)) / std::log(10.0);
        CHECK(test::relative_difference(student_neg_log10_p(t, 1), cauchy) < 1e-10);
        // For small z, 1 - p is the density at 0 times the width.
        if (t < 1e-2) {
            const double inside = t * std::sqrt(2 / M_PI) * (1 - t * t / 6);
            CHECK(test::relative_difference(normal_neg_log10_p(t), -std::log1p(-inside) / std::log(10.0)) < 1e-10);
        }
        // Exponential: the tail of chi-square with 2 degrees of freedom is exp(-x/2).
        CHECK(test::relative_difference(chi_square_neg_log10_p(t, 2), t / 2 / std::log(10.0)) < 1e-10);
    }
}

TEST_CASE("tails fall steadily, also across the seams between methods") {
    double before = 0;
    for (int i = 1; i <= 4000; ++i) {
        const double value = normal_neg_log10_p(i * 0.01);
        REQUIRE(value > before);
        REQUIRE(test::same_bits(value, normal_neg_log10_p(i * -0.01)));
        before = value;
    }
    for (const double df : {1.0, 2.5, 10.0, 61.0, 5000.0}) {
        before = 0;
        for (int i = 1; i <= 500; ++i) {
            const double value = student_neg_log10_p(i * 0.02, df);
            REQUIRE(value > before);
            before = value;
        }
    }
}

TEST_CASE("z comes back from its own -log10 p, also far below the range of a double") {
    for (const double z : {1e-6, 0.01, 0.5, 1.0, 3.0, 7.5, 37.0, 42.7, 200.0, 3000.0}) {
        INFO(z);
        CHECK(normal_from_neg_log10_p(normal_neg_log10_p(z)) == Approx(z).epsilon(z < 0.1 ? 1e-8 : 1e-13));
    }
    CHECK(normal_from_neg_log10_p(0) == 0);
}

}  // namespace
}  // namespace atria::math
