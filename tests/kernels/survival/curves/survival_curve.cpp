#include "kernels/survival/curves/survival_curve.hpp"

#include "tests/support/closeness.hpp"
#include "tests/support/curve_cases.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

namespace atria::survival {
namespace {

TEST_CASE("Kaplan and Meier's curve of the maintained group of aml, by hand") {
    // 9 13 13+ 18 23 28+ 31 34 45+ 48 161+ (Miller, Survival Analysis)
    SurvivalRows rows;
    for (const int time : {9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161}) { rows.exit.push_back(ticks_of(time)); }
    rows.event = {1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0};
    const SurvivalCurve curve = survival_curve(risk_tables(rows, 1).group[0]);
    REQUIRE(curve.time.size() == 10);
    CHECK(curve.survival[0] == Approx(10.0 / 11).epsilon(1e-15));
    CHECK(curve.std_error[0] == Approx(std::sqrt(10.0 / 11 * 1 / 11 / 11)).epsilon(1e-14));
    CHECK(curve.survival[1] == Approx(9.0 / 11).epsilon(1e-15));
    CHECK(curve.survival[2] == Approx(9.0 / 11 * 7 / 8).epsilon(1e-15));
    CHECK(curve.log_std_error[2] == Approx(std::sqrt(1.0 / 110 + 1.0 / 90 + 1.0 / 56)).epsilon(1e-14));
    CHECK(curve.cumulative_hazard[2] == Approx(1.0 / 11 + 1.0 / 10 + 1.0 / 8).epsilon(1e-14));
    CHECK(curve.survival[9] == curve.survival[8]);
    CHECK(curve.start == 0);
}

TEST_CASE("curves, their errors, limits and hazards are those of R's survfit") {
    const test::GoldenTable golden("curves_survival.tsv");
    test::CurveCases cases;
    test::Worst worst;
    REQUIRE(golden.rows() > 300);
    for (std::size_t row = 0; row < golden.rows(); ++row) {
        const SurvivalCurve& curve = cases.of(golden, row);
        const Ticks time = ticks_of(golden.number(row, "time"));
        const auto t =
            static_cast<std::size_t>(std::lower_bound(curve.time.begin(), curve.time.end(), time) - curve.time.begin());
        INFO(golden.word(row, "set") << " " << golden.word(row, "scale") << " " << golden.word(row, "time"));
        REQUIRE(t < curve.time.size());
        REQUIRE(curve.time[t] == time);
        const auto check = [&](const char* column, double own) {
            const double difference = test::relative_difference(own, golden.number(row, column));
            INFO(column << " " << own << " " << golden.word(row, column));
            CHECK(difference < 1e-11);
            worst.see(difference);
        };
        check("at_risk", curve.at_risk[t]);
        check("events", curve.events[t]);
        check("censored", curve.censored[t]);
        check("survival", curve.survival[t]);
        check("std_error", curve.std_error[t]);
        check("hazard", curve.cumulative_hazard[t]);
        check("hazard_error", curve.hazard_std_error[t]);
        check("lower", curve.lower[t]);
        check("upper", curve.upper[t]);
    }
    CHECK(worst.value() < 1e-11);
}

TEST_CASE("a curve at given times is that of R's summary") {
    const test::GoldenTable golden("curves_points.tsv");
    test::CurveCases cases;
    std::vector<Ticks> times;
    for (std::size_t row = 0; row < golden.rows(); ++row) {
        times.push_back(ticks_of(golden.number(row, "time")));
        const bool last = row + 1 == golden.rows() || golden.word(row + 1, "group") != golden.word(row, "group") ||
                          golden.number(row + 1, "time") <= golden.number(row, "time");
        if (!last) { continue; }
        const std::vector<CurvePoint> points = curve_at(cases.of(golden, row), times);
        const std::size_t first = row + 1 - times.size();
        for (std::size_t i = 0; i < times.size(); ++i) {
            INFO(golden.word(row, "set") << " " << golden.word(row, "scale") << " " << golden.word(first + i, "time"));
            const auto close = [&](const char* column, double own) {
                INFO(column << " " << own << " " << golden.word(first + i, column));
                CHECK(test::relative_difference(own, golden.number(first + i, column)) < 1e-11);
            };
            close("at_risk", points[i].at_risk);
            close("events", points[i].events);
            close("censored", points[i].censored);
            close("survival", points[i].survival);
            close("std_error", points[i].std_error);
            close("lower", points[i].lower);
            close("upper", points[i].upper);
            close("hazard", points[i].cumulative_hazard);
            close("hazard_error", points[i].hazard_std_error);
        }
        times.clear();
    }
}

TEST_CASE("nobody has a curve without times, and a curve without limits has none") {
    const SurvivalCurve empty = survival_curve(RiskTable(1));
    CHECK(empty.time.empty());
    const std::vector<Ticks> times{ticks_of(3)};
    CHECK(curve_at(empty, times)[0].survival == 1);
    CHECK_FALSE(curve_at(empty, times)[0].observed);
    CurveOptions options;
    options.confidence = ConfidenceScale::none;
    const SurvivalCurve curve = survival_curve(risk_tables(test::curve_people("aml"), 1).group[0], options);
    CHECK(std::isnan(curve.lower[2]));
    CHECK(std::isnan(curve.upper[2]));
}

}  // namespace
}  // namespace atria::survival
