#include "kernels/survival/model/discrete_model_sums.hpp"

#include "kernels/data/survival_rows.hpp"
#include "kernels/math/packed_triangle.hpp"
#include "kernels/survival/model/cox_model_fit.hpp"
#include "kernels/survival/model/discrete_model_tests.hpp"
#include "tests/support/closeness.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <span>
#include <vector>

namespace atria::survival {
namespace {

SurvivalRows random_rows(std::uint64_t seed, std::size_t n) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    SurvivalRows rows;
    rows.strata = 2;
    rows.x.resize(static_cast<Eigen::Index>(n), 2);
    for (std::size_t i = 0; i < n; ++i) {
        rows.entry.push_back(static_cast<Ticks>(random() % 3));
        rows.exit.push_back(rows.entry[i] + 1 + static_cast<Ticks>(random() % 4));
        rows.event.push_back(static_cast<std::uint32_t>(random() % 2));
        rows.weight.push_back(1 + static_cast<double>(random() % 3));
        rows.offset.push_back(normal(random) / 4);
        rows.stratum.push_back(static_cast<std::uint32_t>(random() % 2));
        rows.x.row(static_cast<Eigen::Index>(i)) << 100 + normal(random), normal(random);
    }
    return rows;
}

/// Every row as often as its weight says.
SurvivalRows repeated(const SurvivalRows& rows) {
    SurvivalRows answer;
    answer.strata = rows.strata;
    std::vector<Eigen::Index> list;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        for (int copy = 0; copy < static_cast<int>(rows.weight[i]); ++copy) {
            list.push_back(static_cast<Eigen::Index>(i));
            answer.entry.push_back(rows.entry[i]);
            answer.exit.push_back(rows.exit[i]);
            answer.event.push_back(rows.event[i]);
            answer.offset.push_back(rows.offset[i]);
            answer.stratum.push_back(rows.stratum[i]);
        }
    }
    answer.x = rows.x(list, Eigen::all);
    return answer;
}

CoxModelResult fit(const std::vector<DiscreteModelRows>& cohorts) {
    const auto sums_at = [&](const Eigen::VectorXd& point, bool expected) {
        DiscreteModelSums sums(point.size());
        for (const DiscreteModelRows& rows : cohorts) { sums += discrete_model_sums(rows, point, expected); }
        return sums;
    };
    CoxModelFit course(Eigen::VectorXd::Zero(2));
    while (!course.done()) { course.advance(sums_at(course.point(), false).observed); }
    return with_expected_information(course.result(), sums_at(course.result().init, true),
                                     sums_at(course.result().point, true));
}

DiscreteModelRows sorted(const SurvivalRows& rows) { return discrete_model_rows(cox_model_rows(rows, CoxTies::efron)); }

TEST_CASE("sums of grouped time come back from their numbers") {
    const DiscreteModelSums sums = discrete_model_sums(sorted(random_rows(1, 60)), Eigen::Vector2d(0.1, -0.2), true);
    const DiscreteModelSums back = DiscreteModelSums::from_numbers(sums.numbers());
    CHECK(back.observed.log_likelihood == sums.observed.log_likelihood);
    CHECK(back.observed.score == sums.observed.score);
    CHECK(back.observed.information == sums.observed.information);
    CHECK(back.expected == sums.expected);
}

TEST_CASE("the score of grouped time is the slope of the log likelihood, and the information that of the score") {
    const DiscreteModelRows rows = sorted(random_rows(2, 120));
    const Eigen::Vector2d at(0.1, -0.2);
    const CoxModelSums here = discrete_model_sums(rows, at, false).observed;
    const Eigen::MatrixXd information = math::unpacked_triangle(here.information, 2);
    for (Eigen::Index j = 0; j < 2; ++j) {
        const Eigen::Vector2d step = 1e-5 * Eigen::Vector2d::Unit(j);
        const CoxModelSums up = discrete_model_sums(rows, at + step, false).observed;
        const CoxModelSums down = discrete_model_sums(rows, at - step, false).observed;
        CHECK(here.score[j] == Approx((up.log_likelihood - down.log_likelihood) / 2e-5).epsilon(1e-6));
        const Eigen::Vector2d slope = (down.score - up.score) / 2e-5;
        CHECK((information.col(j) - slope).norm() < 1e-6 * information.norm());
    }
}

TEST_CASE("a case weight of three is three rows, and two cohorts are two strata") {
    const SurvivalRows one = random_rows(3, 90);
    const SurvivalRows other = random_rows(4, 70);
    const CoxModelResult weighted = fit({sorted(one), sorted(other)});
    const CoxModelResult plain = fit({sorted(repeated(one)), sorted(repeated(other))});
    REQUIRE(weighted.status == CoxModelStatus::ok);
    for (std::size_t j = 0; j < 2; ++j) {
        CHECK(weighted.coefficients[j].beta == Approx(plain.coefficients[j].beta).epsilon(1e-11));
        CHECK(weighted.coefficients[j].standard_error == Approx(plain.coefficients[j].standard_error).epsilon(1e-11));
    }
    CHECK(weighted.log_likelihood == Approx(plain.log_likelihood).epsilon(1e-12));
    CHECK(weighted.score_test.statistic == Approx(plain.score_test.statistic).epsilon(1e-10));
    CHECK(weighted.wald_test.statistic == Approx(plain.wald_test.statistic).epsilon(1e-10));
}

TEST_CASE("a covariate that separates is infinite, with its bound; one that does not vary is left out") {
    SurvivalRows rows = random_rows(5, 60);
    rows.entry.clear();
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        rows.x(static_cast<Eigen::Index>(i), 0) = rows.event[i] != 0 ? 5 : 1;
        rows.x(static_cast<Eigen::Index>(i), 1) = rows.stratum[i];
    }
    const CoxModelResult found = fit({sorted(rows)});
    CHECK(found.status == CoxModelStatus::infinite);
    CHECK(found.coefficients[0].status == CoefficientStatus::infinite);
    CHECK(found.coefficients[0].beta > 1e300);
    CHECK(std::isfinite(found.coefficients[0].profile_bound));
    CHECK(found.coefficients[1].status == CoefficientStatus::aliased);
    CHECK(found.score_test.df == 1);
    CHECK(found.score_test.statistic > 0);
}

}  // namespace
}  // namespace atria::survival
