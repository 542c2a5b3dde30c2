#include "kernels/survival/curves/quantiles.hpp"

#include "tests/support/closeness.hpp"
#include "tests/support/curve_cases.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace atria::survival {
namespace {

TEST_CASE("quantiles and their limits are those of R's quantile.survfit") {
    const test::GoldenTable golden("curves_quantiles.tsv");
    test::CurveCases cases;
    for (std::size_t row = 0; row < golden.rows(); ++row) {
        const std::vector<double> probability{golden.number(row, "probability")};
        const Quantile own = quantiles(cases.of(golden, row), probability)[0];
        INFO(golden.word(row, "set") << " " << golden.word(row, "scale") << " " << golden.word(row, "group") << " "
                                     << probability[0]);
        CHECK(test::relative_difference(own.time, golden.number(row, "time")) < 1e-14);
        CHECK(test::relative_difference(own.lower, golden.number(row, "lower")) < 1e-14);
        CHECK(test::relative_difference(own.upper, golden.number(row, "upper")) < 1e-14);
    }
}

TEST_CASE("the median of a curve that is flat at one half is the middle of the flat") {
    SurvivalRows rows;
    for (const int time : {1, 2, 6, 9}) { rows.exit.push_back(ticks_of(time)); }
    rows.event = {1, 1, 1, 1};
    const std::vector<double> half{0.5};
    CHECK(quantiles(survival_curve(risk_tables(rows, 1).group[0]), half)[0].time == 4);
    rows.event = {1, 1, 0, 0};
    CHECK(quantiles(survival_curve(risk_tables(rows, 1).group[0]), half)[0].time == 5.5);
    rows.event = {1, 0, 0, 0};
    CHECK(std::isnan(quantiles(survival_curve(risk_tables(rows, 1).group[0]), half)[0].time));
}

}  // namespace
}  // namespace atria::survival
