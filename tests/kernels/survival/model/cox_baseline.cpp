#include "kernels/survival/model/cox_baseline.hpp"

#include "tests/support/cox_golden.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>

namespace atria::survival {
namespace {

constexpr double ninety_five = 1.959963984540054;

/// As R's golden tables have them: stratum, time, at risk, events, cumulative hazard, its error, survival; or limits.
Eigen::MatrixXd table(const CoxBaseline& baseline, const CoxModelResult& result, const Eigen::VectorXd& x,
                      CoxCurveLimits limits, bool of_limits) {
    std::vector<Eigen::VectorXd> lines;
    for (const CoxBaselineStratum& s : baseline.strata) {
        const CoxCurve curve = cox_curve(s, result.point, result.variance, x, 0, limits, ninety_five);
        for (std::size_t k = 0; k < s.times.size(); ++k) {
            Eigen::VectorXd line(of_limits ? 2 : 7);
            if (of_limits) {
                line << curve.lower[k], curve.upper[k];
            } else {
                line << s.stratum, time_of(s.times[k]), s.at_risk[k], s.death_weight[k], curve.cumulative_hazard[k],
                    curve.standard_error[k], curve.survival[k];
            }
            lines.push_back(line);
        }
    }
    Eigen::MatrixXd all(static_cast<Eigen::Index>(lines.size()), lines.front().size());
    for (std::size_t i = 0; i < lines.size(); ++i) { all.row(static_cast<Eigen::Index>(i)) = lines[i].transpose(); }
    return all;
}

TEST_CASE("Cox baseline: survfit of the data sets of R's survival at x = 0 and for a given person") {
    for (const auto& name : test::cox_golden().with("curve_at")) {
        INFO(name.first << " " << name.second);
        const test::CoxGoldenFit fit(name);
        const CoxBaseline baseline = CoxBaseline::from_numbers(cox_baseline(fit.model, fit.result.point).numbers());
        const auto known = [&](const std::string& quantity) { return test::cox_golden().value(name, quantity); };
        const Eigen::VectorXd at = known("at").col(0);
        const Eigen::VectorXd zero = Eigen::VectorXd::Zero(at.size());
        CHECK(test::column_difference(table(baseline, fit.result, zero, CoxCurveLimits::log, false),
                                      known("curve_zero")) < 1e-9);
        CHECK(test::column_difference(table(baseline, fit.result, at, CoxCurveLimits::log, false), known("curve_at")) <
              1e-9);
        const std::pair<CoxCurveLimits, const char*> kinds[] = {{CoxCurveLimits::plain, "limits_plain"},
                                                                {CoxCurveLimits::log, "limits_log"},
                                                                {CoxCurveLimits::log_log, "limits_log-log"}};
        for (const auto& [limits, quantity] : kinds) {
            CHECK(test::column_difference(table(baseline, fit.result, at, limits, true), known(quantity)) < 1e-9);
        }
    }
}

TEST_CASE("Cox baseline: third worked example at x = 0") {
    // R: basehaz(coxph(Surv(time, status) ~ x, testw1, weights = wt), centered = FALSE)
    const CoxModelRows model = cox_model_rows(test::worked_example(3), CoxTies::efron);
    const CoxModelResult result = test::cox_fit({model}, Eigen::VectorXd::Zero(1));
    const CoxBaseline baseline = cox_baseline(model, result.point);
    const CoxCurve curve = cox_curve(baseline.strata.at(0), result.point, result.variance, Eigen::VectorXd::Zero(1), 0,
                                     CoxCurveLimits::log, ninety_five);
    REQUIRE(curve.cumulative_hazard.size() == 3);
    CHECK(curve.cumulative_hazard[0] == Approx(.0256071578409).epsilon(1e-11));
    CHECK(curve.cumulative_hazard[1] == Approx(.450340771895).epsilon(1e-11));
    CHECK(curve.cumulative_hazard[2] == Approx(.795986578163).epsilon(1e-11));
    const CoxCurve shifted = cox_curve(baseline.strata.at(0), result.point, result.variance, Eigen::VectorXd::Zero(1),
                                       std::log(2.0), CoxCurveLimits::log, ninety_five);
    CHECK(shifted.cumulative_hazard[2] == Approx(2 * curve.cumulative_hazard[2]).epsilon(1e-14));
}

}  // namespace
}  // namespace atria::survival
