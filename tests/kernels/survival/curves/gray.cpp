#include "kernels/survival/curves/gray.hpp"

#include "kernels/survival/curves/log_rank.hpp"
#include "tests/support/closeness.hpp"
#include "tests/support/curve_people.hpp"

#include <catch2/catch.hpp>
#include <vector>

namespace atria::survival {
namespace {

TEST_CASE("Gray's test is that of cmprsk's cuminc, with strata as cohorts too") {
    const test::GoldenTable golden("curves_gray.tsv");
    REQUIRE(golden.rows() == 16);
    for (std::size_t row = 0; row < golden.rows(); ++row) {
        SurvivalRows rows = test::curve_people(golden.word(row, "set"));
        const bool strata = golden.word(row, "strata") == "1";
        if (!strata) { rows = test::without_strata(rows); }
        const auto cause = static_cast<std::uint32_t>(golden.number(row, "cause"));
        const double rho = golden.number(row, "rho");
        INFO(golden.word(row, "set") << " " << strata << " " << cause << " " << rho);
        GraySums sums(rows.groups);
        for (const SurvivalRows& cohort : test::cohorts_by_stratum(rows)) { sums.add(gray_sums(cohort, cause, rho)); }
        for (const CurveTest& own : {gray_test(gray_sums(rows, cause, rho)), gray_test(sums)}) {
            CHECK(own.status == CurveTestStatus::ok);
            CHECK(test::relative_difference(own.chi_square, golden.number(row, "chi_square")) < 1e-9);
            CHECK(own.degrees_of_freedom == golden.number(row, "df"));
            CHECK(test::relative_difference(own.neg_log10_p, golden.number(row, "neg_log10_p")) < 1e-9);
        }
        CHECK(sums.left_out.isZero(0));
    }
}

TEST_CASE("Gray's test of groups that are far apart has a p far below a double's reach of 1 - P") {
    // mgus2 by age: cuminc prints 0.
    const SurvivalRows rows = test::without_strata(test::curve_people("mgus_thirds"));
    CHECK(gray_test(gray_sums(rows, 2)).neg_log10_p > 17);
}

TEST_CASE("those who enter a group whose curve has ended are counted, and the others compared") {
    SurvivalRows rows;
    rows.entry = {ticks_of(0), ticks_of(2), ticks_of(0), ticks_of(0), ticks_of(0)};
    rows.exit = {ticks_of(1), ticks_of(3), ticks_of(2), ticks_of(4), ticks_of(5)};
    rows.event = {1, 1, 1, 2, 0};
    rows.group = {0, 0, 1, 1, 1};
    rows.groups = 2;
    const GraySums sums = gray_sums(rows, 1);
    CHECK(sums.left_out[0] == 1);
    CHECK(sums.left_out[1] == 0);
    CHECK(gray_test(sums).status == CurveTestStatus::ok);
    CHECK(sums.score.sum() == Approx(0).margin(1e-15));
}

TEST_CASE("the order of the rows changes no bit of Gray's sums, and a list of numbers holds them") {
    const SurvivalRows rows = test::random_rows(51, 150, false);
    const std::vector<double> numbers = gray_sums(rows, 2, 0.5).numbers();
    CHECK(gray_sums(test::shuffled(rows, 9), 2, 0.5).numbers() == numbers);
    CHECK(GraySums::from_numbers(numbers).numbers() == numbers);
    CHECK(gray_test(gray_sums(SurvivalRows(), 1)).status == CurveTestStatus::no_comparison);
}

}  // namespace
}  // namespace atria::survival
