#include "kernels/survival/model/cox_model_sums.hpp"

#include "kernels/math/packed_triangle.hpp"
#include "tests/support/cox_golden.hpp"
#include "tests/support/cox_model_fits.hpp"
#include "tests/support/plain_cox_model.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <string>

namespace atria::survival {
namespace {

TEST_CASE("Cox model: coefficients, variance, likelihoods and tests of coxph on the data sets of R's survival") {
    for (const auto& name : test::cox_golden().with("beta")) {
        INFO(name.first << " " << name.second);
        const test::CoxGoldenFit fit(name);
        const auto known = [&](const char* quantity) { return test::cox_golden().value(name, quantity); };
        const CoxModelResult& result = fit.result;
        REQUIRE(result.status == CoxModelStatus::ok);
        const Eigen::MatrixXd beta = known("beta");
        const Eigen::MatrixXd variance = known("variance");
        for (Eigen::Index j = 0; j < beta.rows(); ++j) {
            const CoxModelCoefficient& here = result.coefficients[static_cast<std::size_t>(j)];
            CHECK((here.status == CoefficientStatus::aliased) == std::isnan(beta(j, 0)));
            CHECK(test::relative_difference(here.beta, beta(j, 0)) < 1e-9);
            const double error = std::isnan(beta(j, 0)) ? NAN : std::sqrt(variance(j, j));
            CHECK(test::relative_difference(here.standard_error, error) < 1e-9);
        }
        CHECK(test::column_difference(result.variance, variance) < 1e-9);
        const Eigen::MatrixXd likelihood = known("log_likelihood");
        CHECK(test::relative_difference(result.log_likelihood_init, likelihood(0, 0)) < 1e-12);
        CHECK(test::relative_difference(result.log_likelihood, likelihood(1, 0)) < 1e-12);
        CHECK(test::relative_difference(result.score_test.statistic, known("score")(0, 0)) < 1e-9);
        CHECK(test::relative_difference(result.wald_test.statistic, known("wald")(0, 0)) < 1e-9);
        CHECK(result.likelihood_ratio_test.statistic == 2 * (result.log_likelihood - result.log_likelihood_init));
    }
}

TEST_CASE("Cox model: sums of cohorts are those of one fit with the cohorts as strata") {
    for (const CoxTies ties : {CoxTies::efron, CoxTies::breslow, CoxTies::exact}) {
        const SurvivalRows& whole = test::cox_golden().rows().at("lung_strata");
        std::vector<CoxModelRows> cohorts;
        for (std::uint32_t c = 0; c < whole.strata; ++c) {
            SurvivalRows part;
            std::vector<Eigen::Index> members;
            for (std::size_t i = 0; i < whole.rows(); ++i) {
                if (whole.stratum[i] != c) { continue; }
                members.push_back(static_cast<Eigen::Index>(i));
                part.exit.push_back(whole.exit[i]);
                part.event.push_back(whole.event[i]);
            }
            part.x = whole.x(members, Eigen::all);
            cohorts.push_back(cox_model_rows(part, ties));
        }
        const CoxModelResult one = test::cox_fit(whole, ties);
        const CoxModelResult summed = test::cox_fit(cohorts, Eigen::VectorXd::Zero(whole.x.cols()));
        CHECK(test::column_difference(summed.point, one.point) < 1e-12);
        CHECK(test::column_difference(summed.variance, one.variance) < 1e-12);
        CHECK(test::relative_difference(summed.log_likelihood, one.log_likelihood) < 1e-12);
        CHECK(summed.events == one.events);
    }
}

TEST_CASE("Cox model: unit and origin of a covariate do not matter") {
    for (const char* name : {"heart", "weighted", "lung"}) {
        for (const CoxTies ties : {CoxTies::efron, CoxTies::breslow}) {
            INFO(name);
            SurvivalRows rows = test::cox_golden().rows().at(name);
            const CoxModelResult plain = test::cox_fit(rows, ties);
            rows.x.col(0) = rows.x.col(0) * 1e6 + Eigen::VectorXd::Constant(rows.x.rows(), 3e8);
            const CoxModelResult moved = test::cox_fit(rows, ties);
            for (std::size_t j = 0; j < plain.coefficients.size(); ++j) {
                CHECK(test::relative_difference(moved.coefficients[j].z, plain.coefficients[j].z) < 1e-11);
            }
            CHECK(test::relative_difference(moved.log_likelihood, plain.log_likelihood) < 1e-13);
            CHECK(test::relative_difference(moved.point[0] * 1e6, plain.point[0]) < 1e-11);
        }
    }
}

TEST_CASE("Cox model: derivatives at any point are those of the textbook's double loop, delayed entry and outliers") {
    std::mt19937_64 random(77);
    std::normal_distribution<double> normal;
    for (const Ties ties : {Ties::efron, Ties::breslow}) {
        SurvivalRows rows;
        test::PlainStratum plain;
        const Eigen::Index n = 70;
        rows.x = Eigen::MatrixXd::NullaryExpr(n, 3, [&] { return normal(random); });
        rows.x.col(2) = rows.x.col(2).array() * 0.1 + 2000;
        for (Eigen::Index i = 0; i < n; ++i) {
            const double entry = static_cast<double>(random() % 15);
            plain.entry.push_back(entry);
            plain.exit.push_back(entry + 1 + static_cast<double>(random() % 9));
            plain.event.push_back(random() % 3 == 0 ? 0 : 1);
            rows.event.push_back(static_cast<std::uint32_t>(plain.event.back()));
        }
        // Who leaves early and outweighs everybody by far must leave no trace. 500 as in tests/overlap.R, where the
        // interval spans no event time at all.
        rows.x(3, 0) = 40;
        plain.x = rows.x;
        rows.entry = test::ticks(plain.entry);
        rows.exit = test::ticks(plain.exit);
        Eigen::VectorXd beta(3);
        beta << 0.9, -0.4, 0.2;
        const auto there = test::plain_cox_derivatives({plain}, ties, beta.cast<test::Extended>());
        SurvivalRows longer = rows;
        longer.entry.push_back(ticks_of(1000));
        longer.exit.push_back(ticks_of(1001));
        longer.event.push_back(0);
        longer.x.conservativeResize(n + 1, 3);
        longer.x.row(n) << 500, 500, 500;
        for (const SurvivalRows& some : {rows, longer}) {
            const CoxModelSums sums =
                cox_model_sums(cox_model_rows(some, ties == Ties::efron ? CoxTies::efron : CoxTies::breslow), beta);
            CHECK(test::relative_difference(sums.log_likelihood, static_cast<double>(there.log_likelihood)) < 1e-12);
            CHECK(test::column_difference(sums.score, there.score.cast<double>()) < 1e-11);
            CHECK(test::column_difference(math::unpacked_triangle(sums.information, 3),
                                          there.information.cast<double>()) < 1e-9);
        }
    }
}

}  // namespace
}  // namespace atria::survival
