#include "kernels/survival/model/cox_model_fit.hpp"

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

}  // namespace
}  // namespace atria::survival
