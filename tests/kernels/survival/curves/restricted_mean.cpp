#include "kernels/survival/curves/restricted_mean.hpp"

#include "tests/support/closeness.hpp"
#include "tests/support/curve_cases.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

namespace atria::survival {
namespace {

TEST_CASE("restricted means and their errors are those of R's survmean") {
    const test::GoldenTable golden("curves_means.tsv");
    test::CurveCases cases;
    for (std::size_t row = 0; row < golden.rows(); ++row) {
        const RestrictedMean own = restricted_mean(cases.of(golden, row), ticks_of(golden.number(row, "end")));
        INFO(golden.word(row, "set") << " " << golden.word(row, "scale") << " " << golden.word(row, "group") << " "
                                     << golden.word(row, "end"));
        CHECK(test::relative_difference(own.mean, golden.number(row, "mean")) < 1e-12);
        CHECK(test::relative_difference(own.std_error, golden.number(row, "std_error")) < 1e-11);
    }
}

TEST_CASE("restricted means of lung by sex to 365 days, and their difference") {
    const RiskTables tables = risk_tables(test::curve_people("lung"), 1);
    const std::vector<SurvivalCurve> curves{survival_curve(tables.group[0]), survival_curve(tables.group[1])};
    CHECK(common_end(curves) == ticks_of(1022));
    CHECK(shared_end(curves) == ticks_of(965));
    const RestrictedMean men = restricted_mean(curves[0], ticks_of(365));
    const RestrictedMean women = restricted_mean(curves[1], ticks_of(365));
    // print(survfit(Surv(time, status) ~ sex, lung), rmean = 365)
    CHECK(men.mean == Approx(241.495085192).epsilon(1e-11));
    CHECK(men.std_error == Approx(10.3582264911).epsilon(1e-11));
    CHECK(women.mean == Approx(297.465409532).epsilon(1e-11));
    CHECK(women.std_error == Approx(10.7913239788).epsilon(1e-11));
    const MeanDifference between = difference(women, men);
    CHECK(between.difference == Approx(55.97032434).epsilon(1e-9));
    CHECK(between.std_error == Approx(std::sqrt(10.3582264911 * 10.3582264911 + 10.7913239788 * 10.7913239788)));
    // 2 * pnorm(-55.97032434 / 14.958254..) in R
    CHECK(between.neg_log10_p == Approx(-std::log10(std::erfc(between.z / std::sqrt(2.0)))).epsilon(1e-12));
}

TEST_CASE("a mean before any event is its end, without an error") {
    const SurvivalCurve curve = survival_curve(risk_tables(test::curve_people("aml"), 1).group[0]);
    const RestrictedMean mean = restricted_mean(curve, ticks_of(4));
    CHECK(mean.mean == 4);
    CHECK(mean.std_error == 0);
    CHECK_FALSE(common_end({}));
}

}  // namespace
}  // namespace atria::survival
