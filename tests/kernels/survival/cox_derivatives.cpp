#include "kernels/survival/cox_derivatives.hpp"

#include "tests/support/closeness.hpp"
#include "tests/support/plain_cox_model.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

namespace atria::survival {
namespace {

/// The derivatives at beta, of people in record order.
CoxDerivatives derivatives(const test::PlainStratum& stratum, Ties ties, const Eigen::VectorXd& beta) {
    const SurvivalOutcome outcome{"o", stratum.entry, stratum.exit, stratum.event};
    const RiskSets sets = risk_sets(outcome, std::vector<std::uint8_t>(stratum.exit.size(), 1));
    Eigen::MatrixXd x(static_cast<Eigen::Index>(sets.people()), stratum.x.cols());
    for (std::size_t i = 0; i < sets.people(); ++i) {
        x.row(static_cast<Eigen::Index>(i)) = stratum.x.row(sets.person[i]);
    }
    return cox_derivatives(sets, ties, x, x * beta);
}

/// Newton on one coefficient.
double maximum(const test::PlainStratum& stratum, Ties ties) {
    Eigen::VectorXd beta = Eigen::VectorXd::Zero(1);
    for (int round = 0; round < 30; ++round) {
        const CoxDerivatives at = derivatives(stratum, ties, beta);
        beta[0] += at.score[0] / at.information(0, 0);
    }
    return beta[0];
}

void check_case(const test::PlainStratum& stratum, Ties ties, double beta, double null, double end) {
    const Eigen::VectorXd zero = Eigen::VectorXd::Zero(1);
    CHECK(test::relative_difference(derivatives(stratum, ties, zero).log_likelihood, null) < 1e-11);
    const Eigen::VectorXd there = Eigen::VectorXd::Constant(1, maximum(stratum, ties));
    CHECK(test::relative_difference(there[0], beta) < 1e-11);
    CHECK(test::relative_difference(derivatives(stratum, ties, there).log_likelihood, end) < 1e-11);
}

test::PlainStratum six_people() {
    test::PlainStratum stratum{std::vector<double>(6, 0.0), {9, 1, 1, 6, 6, 8}, {1, 1, 0, 1, 1, 0}, {}};
    stratum.x = (Eigen::VectorXd(6) << 0, 1, 1, 1, 0, 0).finished();
    return stratum;
}

TEST_CASE("six people with ties: maximum and likelihoods in closed form") {
    const test::PlainStratum people = six_people();
    const double breslow = std::log(1.5 + std::sqrt(33.0) / 2);
    const double efron = std::log(2 * std::sqrt(23.0 / 3) * std::cos(std::acos(45.0 / 23 * std::sqrt(3.0 / 23)) / 3));
    CHECK(std::fabs(maximum(people, Ties::breslow) - breslow) < 1e-12);
    CHECK(std::fabs(maximum(people, Ties::efron) - efron) < 1e-12);
    check_case(people, Ties::breslow, 1.47528491483, -4.56434819147, -3.824749505);
    check_case(people, Ties::efron, 1.67685748559, -4.27666611902, -3.35897484026);

    const Eigen::VectorXd zero = Eigen::VectorXd::Zero(1);
    const CoxDerivatives at_breslow = derivatives(people, Ties::breslow, zero);
    CHECK(std::fabs(at_breslow.score[0] * at_breslow.score[0] / at_breslow.information(0, 0) - 1.6) < 1e-12);
    const CoxDerivatives at_efron = derivatives(people, Ties::efron, zero);
    CHECK(at_efron.score[0] * at_efron.score[0] / at_efron.information(0, 0) == Approx(2.03614457831).epsilon(1e-11));
}

TEST_CASE("ten people with delayed entry: known maximum and likelihoods") {
    test::PlainStratum people{
        {1, 2, 5, 2, 1, 7, 3, 4, 8, 8}, {2, 3, 6, 7, 8, 9, 9, 9, 14, 17}, {1, 1, 1, 1, 1, 1, 1, 0, 0, 0}, {}};
    people.x = (Eigen::VectorXd(10) << 1, 0, 0, 1, 0, 1, 1, 1, 0, 0).finished();
    check_case(people, Ties::breslow, -0.0845260806613, -9.39266192877, -9.38701511837);
    check_case(people, Ties::efron, -0.0211052095802, -9.16951837746, -9.16916646472);
    const Eigen::VectorXd at = Eigen::VectorXd::Constant(1, maximum(people, Ties::efron));
    CHECK(1 / std::sqrt(derivatives(people, Ties::efron, at).information(0, 0)) ==
          Approx(0.79517687382).epsilon(1e-11));
    const Eigen::VectorXd other = Eigen::VectorXd::Constant(1, maximum(people, Ties::breslow));
    CHECK(1 / std::sqrt(derivatives(people, Ties::breslow, other).information(0, 0)) ==
          Approx(0.793817277486).epsilon(1e-11));
}

test::PlainStratum random_stratum(std::mt19937_64& random, std::size_t n, Eigen::Index p) {
    std::normal_distribution<double> normal;
    test::PlainStratum stratum;
    for (std::size_t i = 0; i < n; ++i) {
        stratum.entry.push_back(static_cast<double>(random() % 30));
        stratum.exit.push_back(stratum.entry.back() + 1 + static_cast<double>(random() % 40));
        stratum.event.push_back(random() % 2 == 0 ? 1 : 0);
    }
    stratum.x = Eigen::MatrixXd::NullaryExpr(static_cast<Eigen::Index>(n), p, [&]() { return normal(random); });
    return stratum;
}

TEST_CASE("likelihood, score and information equal sums over explicit risk sets") {
    std::mt19937_64 random(211);
    for (const std::size_t n : {2U, 5U, 40U, 150U}) {
        for (const Eigen::Index p : {0, 1, 2, 5}) {
            for (const Ties ties : {Ties::efron, Ties::breslow}) {
                const test::PlainStratum stratum = random_stratum(random, n, p);
                const Eigen::VectorXd beta = Eigen::VectorXd::Random(p);
                const CoxDerivatives fast = derivatives(stratum, ties, beta);
                const test::PlainDerivatives plain =
                    test::plain_cox_derivatives({stratum}, ties, beta.cast<long double>());
                const Eigen::VectorXd score = plain.score.cast<double>();
                const Eigen::MatrixXd information = plain.information.cast<double>();
                INFO(n << " people, " << p << " covariates");
                const double scale = static_cast<double>(n);
                CHECK(std::fabs(fast.log_likelihood - static_cast<double>(plain.log_likelihood)) < 1e-12 * scale);
                CHECK((fast.score - score).norm() < 1e-12 * scale);
                CHECK((fast.information - information).norm() < 1e-12 * scale);
                CHECK(fast.information == fast.information.transpose());
            }
        }
    }
}

TEST_CASE("leaving people out equals not having them, also when a tie or an event time goes with them") {
    std::mt19937_64 random(212);
    for (int trial = 0; trial < 20; ++trial) {
        const test::PlainStratum stratum = random_stratum(random, 30, 2);
        const SurvivalOutcome outcome{"o", stratum.entry, stratum.exit, stratum.event};
        const RiskSets sets = risk_sets(outcome, std::vector<std::uint8_t>(30, 1));
        Eigen::MatrixXd x(static_cast<Eigen::Index>(sets.people()), 2);
        std::vector<std::uint8_t> in(sets.people());
        test::PlainStratum left;
        for (std::size_t i = 0; i < sets.people(); ++i) {
            x.row(static_cast<Eigen::Index>(i)) = stratum.x.row(sets.person[i]);
            in[i] = random() % 3 == 0 ? 0 : 1;
            if (in[i] == 0) { continue; }
            left.entry.push_back(stratum.entry[sets.person[i]]);
            left.exit.push_back(stratum.exit[sets.person[i]]);
            left.event.push_back(stratum.event[sets.person[i]]);
            left.x.conservativeResize(left.x.rows() + 1, 2);
            left.x.bottomRows(1) = stratum.x.row(sets.person[i]);
        }
        const Eigen::VectorXd beta = Eigen::VectorXd::Random(2);
        for (const Ties ties : {Ties::efron, Ties::breslow}) {
            const CoxDerivatives fast = cox_derivatives(sets, ties, x, x * beta, in);
            const test::PlainDerivatives plain = test::plain_cox_derivatives({left}, ties, beta.cast<long double>());
            CHECK(std::fabs(fast.log_likelihood - static_cast<double>(plain.log_likelihood)) < 1e-11);
            CHECK((fast.score - plain.score.cast<double>()).norm() < 1e-11);
            CHECK((fast.information - plain.information.cast<double>()).norm() < 1e-11);
        }
    }
}

TEST_CASE("large linear predictors neither overflow nor lose the likelihood") {
    test::PlainStratum people = six_people();
    const Eigen::VectorXd beta = Eigen::VectorXd::Constant(1, 1.0);
    const CoxDerivatives here = derivatives(people, Ties::efron, beta);
    people.x.array() += 2000;
    const CoxDerivatives shifted = derivatives(people, Ties::efron, beta);
    CHECK(shifted.log_likelihood == Approx(here.log_likelihood).epsilon(1e-10));
    CHECK(shifted.score[0] == Approx(here.score[0]).epsilon(1e-9));
}

}  // namespace
}  // namespace atria::survival
