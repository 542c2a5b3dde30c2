#include "kernels/survival/model/cox_residuals.hpp"

#include "tests/support/cox_golden.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace atria::survival {
namespace {

Eigen::MatrixXd known(const std::pair<std::string, std::string>& model, const char* quantity) {
    return test::cox_golden().value(model, quantity);
}

TEST_CASE("Cox residuals: martingale residuals of every data set, exact ties too") {
    for (const auto& name : test::cox_golden().with("martingale_squares")) {
        INFO(name.first << " " << name.second);
        const test::CoxGoldenFit fit(name);
        const double squares = cox_row_residuals(fit.model, fit.result.point).martingale.squaredNorm();
        CHECK(test::relative_difference(squares, known(name, "martingale_squares")(0, 0)) < 1e-9);
    }
}

TEST_CASE("Cox residuals: all of residuals.coxph, row by row, with delayed entry, strata and weights") {
    for (const auto& name : test::cox_golden().with("dfbetas")) {
        INFO(name.first << " " << name.second);
        const test::CoxGoldenFit fit(name);
        const CoxModelResult& result = fit.result;
        const CoxRowResiduals residuals = cox_row_residuals(fit.model, result.point);
        Eigen::VectorXd events(residuals.martingale.size());
        for (Eigen::Index i = 0; i < events.size(); ++i) { events[i] = fit.model.event[static_cast<std::size_t>(i)]; }
        CHECK(test::column_difference(residuals.martingale, known(name, "martingale")) < 1e-10);
        CHECK(test::column_difference(deviance_residuals(residuals.martingale, events), known(name, "deviance")) <
              1e-9);
        CHECK(test::column_difference(residuals.score, known(name, "score_residuals")) < 1e-9);
        const Eigen::MatrixXd change = dfbeta(fit.model, residuals.score, result.variance);
        CHECK(test::column_difference(change, known(name, "dfbeta")) < 1e-9);
        CHECK(test::column_difference(dfbetas(change, result.variance), known(name, "dfbetas")) < 1e-9);
        const CoxEventResiduals event = cox_event_residuals(fit.model, result.point);
        CHECK(test::column_difference(event.schoenfeld, known(name, "schoenfeld")) < 1e-9);
        CHECK(test::column_difference(scaled_schoenfeld(event.schoenfeld, result.variance, result.point, result.events),
                                      known(name, "scaledsch")) < 1e-9);
        for (std::size_t e = 1; e < event.row.size(); ++e) {
            const std::uint32_t a = event.row[e - 1];
            const std::uint32_t b = event.row[e];
            CHECK((fit.rows.stratum[a] < fit.rows.stratum[b] || fit.rows.exit[a] <= fit.rows.exit[b]));
        }
    }
}

TEST_CASE("Cox residuals: closed forms of the first worked example") {
    // Breslow at beta = 0: the hazard steps are 1/6, 2/4 and 1/1; nobody is left after time 9.
    const CoxModelRows rows = cox_model_rows(test::worked_example(1), CoxTies::breslow);
    const CoxRowResiduals residuals = cox_row_residuals(rows, Eigen::VectorXd::Zero(1));
    const std::vector<double> expected{1.0 - 5.0 / 3, 5.0 / 6, -1.0 / 6, 1.0 / 3, 1.0 / 3, -2.0 / 3};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CHECK(residuals.martingale[static_cast<Eigen::Index>(i)] == Approx(expected[i]).epsilon(1e-12));
    }
    // The means of x are 1/2, 1/4 (two events) and 0.
    const CoxEventResiduals event = cox_event_residuals(rows, Eigen::VectorXd::Zero(1));
    const std::vector<double> schoenfeld{1.0 / 2, 3.0 / 4, -1.0 / 4, 0};
    for (std::size_t e = 0; e < schoenfeld.size(); ++e) {
        CHECK(std::fabs(event.schoenfeld(static_cast<Eigen::Index>(e), 0) - schoenfeld[e]) < 1e-14);
    }
    CHECK(event.row == std::vector<std::uint32_t>{1, 3, 4, 0});
    const Eigen::MatrixXd by_half = sums_by(residuals.martingale, std::vector<std::uint32_t>{0, 0, 0, 1, 1, 1}, 2);
    CHECK(std::fabs(by_half(0, 0)) < 1e-14);
    CHECK(std::fabs(by_half(1, 0)) < 1e-14);
}

}  // namespace
}  // namespace atria::survival
