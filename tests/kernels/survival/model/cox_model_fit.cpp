#include "kernels/survival/model/cox_model_fit.hpp"

#include "kernels/survival/model/cox_residuals.hpp"
#include "tests/support/cox_model_fits.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>

namespace atria::survival {
namespace {

using test::cox_fit;
using test::ticks;
using test::worked_example;

constexpr double closed_form = 1e-12;

TEST_CASE("Cox model: first worked example, the closed forms of Breslow and Efron") {
    const SurvivalRows rows = worked_example(1);
    const CoxModelResult breslow = cox_fit(rows, CoxTies::breslow);
    REQUIRE(breslow.status == CoxModelStatus::ok);
    const double hazard_ratio = 1.5 + std::sqrt(33.0) / 2;
    CHECK(breslow.point[0] == Approx(std::log(hazard_ratio)).epsilon(closed_form));
    CHECK(breslow.log_likelihood_init == Approx(-std::log(96.0)).epsilon(closed_form));
    // By hand: the risk sets are {3 with x, 3 without}, {1 with, 3 without} twice, and one person.
    const double at_end = 2 * std::log(hazard_ratio) - std::log(3 * hazard_ratio + 3) - 2 * std::log(hazard_ratio + 3);
    CHECK(breslow.log_likelihood == Approx(at_end).epsilon(closed_form));
    CHECK(breslow.score_test.statistic == Approx(1.6).epsilon(closed_form));

    const CoxModelResult efron = cox_fit(rows, CoxTies::efron);
    const double root = std::sqrt(23.0 / 3);
    const double r = 2 * root * std::cos(std::acos(45.0 / 23 * std::sqrt(3.0 / 23)) / 3);
    CHECK(efron.point[0] == Approx(std::log(r)).epsilon(closed_form));
    CHECK(efron.log_likelihood ==
          Approx(2 * std::log(r) - std::log(3 * r + 3) - std::log(r + 3) - std::log((r + 5) / 2)).epsilon(closed_form));
    // -4.27666611902 and 2.03614457831 in R; the score is 52/48, the information 83/144.
    CHECK(efron.log_likelihood_init == Approx(-std::log(72.0)).epsilon(closed_form));
    CHECK(efron.score_test.statistic == Approx(2.03614457831).epsilon(1e-11));
}

TEST_CASE("Cox model: first worked example under exact ties has no maximum, and says so") {
    const CoxModelResult exact = cox_fit(worked_example(1), CoxTies::exact);
    CHECK(exact.log_likelihood_init == Approx(-2 * std::log(6.0)).epsilon(closed_form));
    REQUIRE(exact.status == CoxModelStatus::infinite);
    CHECK(exact.coefficients[0].status == CoefficientStatus::infinite);
    CHECK(exact.coefficients[0].beta == std::numeric_limits<double>::infinity());
    // Towards infinity the first death is one of three, the two at time 6 are the one with x and one of three.
    CHECK(exact.log_likelihood == Approx(-2 * std::log(3.0)).epsilon(closed_form));
}

TEST_CASE("Cox model: second worked example, delayed entry, and three shifted copies as strata") {
    // The numbers that R printed: coxph(Surv(start, stop, event) ~ x, test2, ties = ...), converged to 1e-14.
    struct Known {
        CoxTies ties;
        double beta, standard_error, null, maximum;
    };
    const Known known[] = {
        {CoxTies::breslow, -0.0845260806613, .793817277486, -9.39266192877, -9.38701511837},
        {CoxTies::efron, -0.0211052095802, .79517687382, -9.16951837746, -9.16916646472},
        {CoxTies::exact, -0.0916291692048, .826904332529, -8.4763711969, -8.47025191039},
    };
    const SurvivalRows one = worked_example(2);
    SurvivalRows three = one;
    three.entry.clear();
    three.exit.clear();
    three.event.clear();
    three.x.resize(30, 1);
    three.strata = 3;
    for (std::uint32_t s = 0; s < 3; ++s) {
        for (std::size_t i = 0; i < 10; ++i) {
            three.entry.push_back(one.entry[i] + ticks_of(2.0 * s));
            three.exit.push_back(one.exit[i] + ticks_of(2.0 * s));
            three.event.push_back(one.event[i]);
            three.stratum.push_back(s);
            three.x(static_cast<Eigen::Index>(10 * s + i), 0) = one.x(static_cast<Eigen::Index>(i), 0);
        }
    }
    for (const Known& r : known) {
        const CoxModelResult fit = cox_fit(one, r.ties);
        REQUIRE(fit.status == CoxModelStatus::ok);
        CHECK(fit.coefficients[0].beta == Approx(r.beta).epsilon(1e-11));
        CHECK(fit.coefficients[0].standard_error == Approx(r.standard_error).epsilon(1e-11));
        CHECK(fit.log_likelihood_init == Approx(r.null).epsilon(1e-11));
        CHECK(fit.log_likelihood == Approx(r.maximum).epsilon(1e-11));
        const CoxModelResult thrice = cox_fit(three, r.ties);
        CHECK(thrice.coefficients[0].beta == Approx(fit.coefficients[0].beta).epsilon(closed_form));
        CHECK(thrice.coefficients[0].standard_error ==
              Approx(fit.coefficients[0].standard_error / std::sqrt(3.0)).epsilon(closed_form));
        CHECK(thrice.log_likelihood == Approx(3 * fit.log_likelihood).epsilon(closed_form));
    }
}

TEST_CASE("Cox model: third worked example, case weights") {
    const SurvivalRows rows = worked_example(3);
    const CoxModelResult breslow = cox_fit(rows, CoxTies::breslow);
    CHECK(breslow.coefficients[0].beta == Approx(0.859557444507).epsilon(1e-11));
    CHECK(breslow.coefficients[0].standard_error == Approx(.713094199613).epsilon(1e-11));
    CHECK(breslow.log_likelihood_init == Approx(-32.8675507789).epsilon(1e-11));
    CHECK(breslow.log_likelihood == Approx(-32.0210462764).epsilon(1e-11));
    const CoxModelResult efron = cox_fit(rows, CoxTies::efron);
    CHECK(efron.coefficients[0].beta == Approx(0.872604246398).epsilon(1e-11));
    CHECK(efron.coefficients[0].standard_error == Approx(.712570436493).epsilon(1e-11));
    CHECK(efron.log_likelihood_init == Approx(-30.2921796059).epsilon(1e-11));
    CHECK(efron.log_likelihood == Approx(-29.4167846001).epsilon(1e-11));
    CHECK_THROWS(cox_model_rows(rows, CoxTies::exact));
}

TEST_CASE("Cox model: a likelihood without a maximum names its coefficient, and bounds it by the profile") {
    // All of x = 1 die before all of x = 0, so that the log likelihood at b is -Σ log(k + 4 exp(-b)) - log 24, k = 1
    // ... 4, and -2 log 24 at infinity.
    SurvivalRows rows;
    rows.exit = ticks({1, 2, 3, 4, 5, 6, 7, 8});
    rows.event.assign(8, 1);
    rows.x.resize(8, 1);
    rows.x << 1, 1, 1, 1, 0, 0, 0, 0;
    const auto lost = [](double b) {
        double sum = 0;
        for (int k = 1; k <= 4; ++k) { sum += std::log1p(4 * std::exp(-b) / k); }
        return 2 * sum - 2.705543454095404;  // R: qchisq(0.9, 1)
    };
    double low = -10;
    double high = 40;
    for (int i = 0; i < 200; ++i) { (lost((low + high) / 2) > 0 ? low : high) = (low + high) / 2; }

    for (const double unit : {1.0, -1.0, 1e6, 1e-3}) {
        SurvivalRows scaled = rows;
        scaled.x = rows.x * unit + Eigen::MatrixXd::Constant(8, 1, 5 * unit);
        for (const CoxTies ties : {CoxTies::efron, CoxTies::breslow, CoxTies::exact}) {
            const CoxModelResult fit = cox_fit(scaled, ties);
            REQUIRE(fit.status == CoxModelStatus::infinite);
            CHECK(fit.coefficients[0].status == CoefficientStatus::infinite);
            CHECK(fit.coefficients[0].beta == std::copysign(std::numeric_limits<double>::infinity(), unit));
            CHECK(std::isnan(fit.coefficients[0].standard_error));
            CHECK(fit.log_likelihood == Approx(-2 * std::log(24.0)).epsilon(closed_form));
            CHECK(fit.coefficients[0].profile_bound * unit == Approx(low).epsilon(1e-9));
            CHECK(fit.likelihood_ratio_test.df == 1);
        }
    }
}

TEST_CASE("Cox model: beside an infinite coefficient the others have their limits") {
    // No event among x1 = 1, who are censored all along: the limit is the model of the others alone.
    std::mt19937_64 random(5);
    std::normal_distribution<double> normal;
    SurvivalRows rows;
    SurvivalRows others;
    rows.x.resize(120, 3);
    for (std::size_t i = 0; i < 120; ++i) {
        const auto line = static_cast<Eigen::Index>(i);
        const double rare = i % 10 == 0 ? 1 : 0;
        rows.x.row(line) << normal(random), rare, 50 + 10 * normal(random);
        rows.exit.push_back(ticks_of(1.0 + static_cast<double>(random() % 40)));
        rows.event.push_back(rare == 1 ? 0 : random() % 2);
        if (rare == 1) { continue; }
        others.exit.push_back(rows.exit[i]);
        others.event.push_back(rows.event[i]);
        others.x.conservativeResize(others.x.rows() + 1, 2);
        others.x.row(others.x.rows() - 1) << rows.x(line, 0), rows.x(line, 2);
    }
    for (const CoxTies ties : {CoxTies::efron, CoxTies::breslow, CoxTies::exact}) {
        const CoxModelResult fit = cox_fit(rows, ties);
        const CoxModelResult limit = cox_fit(others, ties);
        REQUIRE(fit.status == CoxModelStatus::infinite);
        CHECK(fit.coefficients[1].beta == -std::numeric_limits<double>::infinity());
        CHECK(fit.log_likelihood == Approx(limit.log_likelihood).epsilon(1e-12));
        for (const std::size_t j : {0U, 2U}) {
            const CoxModelCoefficient& here = fit.coefficients[j];
            const CoxModelCoefficient& there = limit.coefficients[j / 2];
            CHECK(here.status == CoefficientStatus::ok);
            CHECK(here.beta == Approx(there.beta).epsilon(1e-9));
            CHECK(here.standard_error == Approx(there.standard_error).epsilon(1e-9));
        }
        // At the bound, given as an offset, the others' maximum is lower by half of qchisq(0.9, 1).
        SurvivalRows bound = rows;
        bound.x.resize(120, 2);
        bound.x << rows.x.col(0), rows.x.col(2);
        const Eigen::VectorXd offset = fit.coefficients[1].profile_bound * rows.x.col(1);
        bound.offset.assign(offset.begin(), offset.end());
        const double drop = 2 * (limit.log_likelihood - cox_fit(bound, ties).log_likelihood);
        CHECK(drop == Approx(2.705543454095404).epsilon(1e-9));
    }
}

TEST_CASE("Cox model: two columns that separate together are both named") {
    // x1 + x2 orders the deaths; neither does by itself.
    SurvivalRows rows;
    rows.x.resize(12, 2);
    for (std::size_t i = 0; i < 12; ++i) {
        rows.exit.push_back(ticks_of(1.0 + static_cast<double>(i)));
        rows.event.push_back(1);
        const double shift = i % 3 == 0 ? 5 : (i % 3 == 1 ? -4 : 1);
        rows.x.row(static_cast<Eigen::Index>(i)) << 12 - static_cast<double>(i) + shift, -shift;
    }
    const CoxModelResult fit = cox_fit(rows, CoxTies::efron);
    REQUIRE(fit.status == CoxModelStatus::infinite);
    CHECK(fit.coefficients[0].beta == std::numeric_limits<double>::infinity());
    CHECK(fit.coefficients[1].beta == std::numeric_limits<double>::infinity());
    CHECK(std::fabs(fit.log_likelihood) < 1e-10);  // every death is certain in the limit
    for (const CoxModelCoefficient& coefficient : fit.coefficients) {
        CHECK(std::isfinite(coefficient.profile_bound));
        CHECK(coefficient.profile_bound < 20);
    }
}

TEST_CASE("Cox model: bounds of infinite coefficients have the confidence that is asked for") {
    SurvivalRows rows;
    rows.exit = ticks({1, 2, 3});
    rows.event = {1, 0, 0};
    rows.x.resize(3, 1);
    rows.x << 1, 0, 0;
    // l(beta) = beta - log(exp(beta) + 2), supremum 0: at the limit exp(beta) = 2 / (exp(drop) - 1).
    for (const auto& [level, z] : {std::pair{0.95, 1.6448536269514722}, {0.9, 1.2815515655446004}}) {
        survival::CoxModelFit fit(Eigen::VectorXd::Zero(1), survival::cox_most_rounds, level);
        const survival::CoxModelRows prepared = survival::cox_model_rows(rows, CoxTies::efron);
        while (!fit.done()) { fit.advance(survival::cox_model_sums(prepared, fit.point())); }
        REQUIRE(fit.result().status == CoxModelStatus::infinite);
        CHECK(fit.result().coefficients[0].profile_bound == Approx(std::log(2 / std::expm1(z * z / 2))).epsilon(1e-9));
    }
    CHECK(survival::profile_bound_drop(0.5) == 0);
}

TEST_CASE("Cox model: R's infcox, one infinite coefficient of two; strata of one person; a large finite effect") {
    // tests/infcox.R of survival: log likelihood -1.7918.
    SurvivalRows infcox;
    infcox.exit = ticks({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    infcox.event.assign(10, 1);
    infcox.x.resize(10, 1);
    infcox.x << 1, 1, 1, 1, 1, 1, 1, 0, 1, 0;
    // A single pair out of order: the maximum is far, but there is one.
    const CoxModelResult finite = cox_fit(infcox, CoxTies::efron);
    REQUIRE(finite.status == CoxModelStatus::ok);
    CHECK(finite.rounds.back().decrement < 1e-20);
    CHECK(std::isnan(finite.coefficients[0].profile_bound));

    SurvivalRows alone;
    alone.exit = ticks({5});
    alone.event = {1};
    alone.x = Eigen::MatrixXd::Constant(1, 2, 3.0);
    const CoxModelResult one = cox_fit(alone, CoxTies::efron);
    CHECK(one.status == CoxModelStatus::ok);
    CHECK(one.log_likelihood == 0);
    CHECK(one.coefficients[0].status == CoefficientStatus::aliased);
    CHECK(std::isnan(one.coefficients[1].beta));
    CHECK(one.score_test.df == 0);
}

TEST_CASE("Cox model: no events, no covariates, causes, initial values, rounds used up") {
    SurvivalRows rows = worked_example(2);
    const CoxModelResult at_two = cox_fit({cox_model_rows(rows, CoxTies::efron)}, Eigen::VectorXd::Constant(1, 2.0));
    const CoxModelResult at_zero = cox_fit(rows, CoxTies::efron);
    CHECK(at_two.coefficients[0].beta == Approx(at_zero.coefficients[0].beta).epsilon(1e-12));
    CHECK(at_two.log_likelihood_init < at_two.log_likelihood);
    const double way = at_two.coefficients[0].beta - 2;
    CHECK(at_two.wald_test.statistic == Approx(std::pow(way / at_two.coefficients[0].standard_error, 2)));

    // Other causes are censored.
    SurvivalRows causes = rows;
    for (std::uint32_t& event : causes.event) { event = event == 1 ? 2 : 1; }
    const CoxModelRows second = cox_model_rows(causes, CoxTies::efron, 2);
    CHECK(cox_fit({second}, Eigen::VectorXd::Zero(1)).point == at_zero.point);
    CHECK(second.events == 7);
    CHECK(second.event_times == 6);
    CHECK(second.largest_tie == 2);
    CHECK(second.tied_events == 2);

    CoxModelFit hurried(Eigen::VectorXd::Zero(1), 1);
    hurried.advance(test::cox_total({cox_model_rows(rows, CoxTies::efron)}, hurried.point()));
    REQUIRE(hurried.done());
    CHECK(hurried.result().status == CoxModelStatus::not_converged);
    CHECK_FALSE(hurried.result().reason.empty());

    SurvivalRows none = rows;
    none.event.assign(10, 0);
    CHECK(cox_fit(none, CoxTies::efron).status == CoxModelStatus::no_events);
    SurvivalRows empty = rows;
    empty.x.resize(10, 0);
    const CoxModelResult null = cox_fit(empty, CoxTies::efron);
    CHECK(null.status == CoxModelStatus::ok);
    CHECK(null.log_likelihood == Approx(at_zero.log_likelihood_init).epsilon(1e-14));
    CHECK(cox_fit(std::vector<CoxModelRows>{}, Eigen::VectorXd::Zero(1)).status == CoxModelStatus::no_events);
}

TEST_CASE("Cox model: predictors of thousands on the way neither overflow nor hang") {
    std::mt19937_64 random(9);
    SurvivalRows rows;
    rows.x.resize(60, 1);
    for (std::size_t i = 0; i < 60; ++i) {
        rows.entry.push_back(ticks_of(static_cast<double>(i / 4)));
        rows.exit.push_back(ticks_of(static_cast<double>(i / 4 + 3)));
        rows.event.push_back(random() % 2);
        rows.x(static_cast<Eigen::Index>(i), 0) = static_cast<double>(random() % 100);
    }
    const CoxModelResult plain = cox_fit(rows, CoxTies::efron);
    const CoxModelResult far = cox_fit({cox_model_rows(rows, CoxTies::efron)}, Eigen::VectorXd::Constant(1, 30.0));
    REQUIRE(plain.status == CoxModelStatus::ok);
    CHECK(std::isfinite(far.log_likelihood_init));
    // Nothing can be told from there, which is not the same as a column that says nothing.
    CHECK(far.status == CoxModelStatus::not_converged);
    CHECK(far.coefficients[0].status == CoefficientStatus::ok);
    CHECK_FALSE(far.reason.empty());
    // Who outweighs everybody by exp(3000) and leaves, leaves the sums of the others as they are without.
    SurvivalRows outlier = rows;
    outlier.entry.push_back(ticks_of(13));
    outlier.exit.push_back(ticks_of(16));
    outlier.event.push_back(0);
    outlier.offset.assign(61, 0.0);
    outlier.offset.back() = 3000;
    outlier.x.conservativeResize(61, 1);
    outlier.x(60, 0) = 50;
    SurvivalRows until = outlier;
    until.offset.clear();
    const auto early_hazard = [](const SurvivalRows& some) {
        return cox_row_residuals(cox_model_rows(some, CoxTies::efron), Eigen::VectorXd::Zero(1));
    };
    const CoxRowResiduals with = early_hazard(outlier);
    const CoxRowResiduals without = early_hazard(until);
    for (Eigen::Index i = 0; i < 40; ++i) {  // out before the outlier comes in
        CHECK(with.martingale[i] == Approx(without.martingale[i]).epsilon(1e-12));
    }
}

}  // namespace
}  // namespace atria::survival
