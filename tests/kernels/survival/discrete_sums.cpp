#include "kernels/survival/discrete_sums.hpp"

#include "kernels/survival/discrete_expected.hpp"
#include "kernels/survival/discrete_hazards.hpp"
#include "kernels/survival/interval_sums.hpp"
#include "tests/support/closeness.hpp"
#include "tests/support/plain_discrete_model.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

namespace atria::survival {
namespace {

struct Case {
    SurvivalOutcome outcome;
    DiscreteRows rows;
    RowMatrix x;
    std::vector<test::PlainStratum> strata;  ///< the same
};

/// Two strata of people with delayed entry; everybody has an event at the last time of the first one.
Case random_case(std::uint64_t seed, std::size_t n, std::size_t times, Eigen::Index p) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    Case made;
    SurvivalOutcome& outcome = made.outcome;
    RowMatrix x(static_cast<Eigen::Index>(n), p);
    for (std::size_t i = 0; i < n; ++i) {
        outcome.entry.push_back(static_cast<double>(random() % times));
        const double stay = 1 + static_cast<double>(random() % times);
        outcome.exit.push_back(std::min(outcome.entry[i] + stay, static_cast<double>(times)));
        outcome.stratum.push_back(i % 2 == 0 ? 1 : 2);
        const bool last = i % 2 == 0 && outcome.exit[i] == static_cast<double>(times);
        outcome.event.push_back(last || random() % 3 == 0 ? 1 : 0);
        for (Eigen::Index j = 0; j < p; ++j) { x(static_cast<Eigen::Index>(i), j) = normal(random); }
    }
    const RiskSets sets = risk_sets(outcome, std::vector<std::uint8_t>(n, 1));
    made.rows = discrete_rows(sets);
    made.x.resize(static_cast<Eigen::Index>(sets.people()), p);
    for (std::size_t i = 0; i < sets.people(); ++i) {
        made.x.row(static_cast<Eigen::Index>(i)) = x.row(sets.person[i]);
    }
    for (const double stratum : {1.0, 2.0}) {
        test::PlainStratum plain;
        std::vector<Eigen::Index> people;
        for (std::size_t i = 0; i < n; ++i) {
            if (outcome.stratum[i] != stratum) { continue; }
            people.push_back(static_cast<Eigen::Index>(i));
            plain.entry.push_back(outcome.entry[i]);
            plain.exit.push_back(outcome.exit[i]);
            plain.event.push_back(outcome.event[i]);
        }
        plain.x = x(people, Eigen::all);
        made.strata.push_back(plain);
    }
    return made;
}

TEST_CASE("deaths of equal risk have a hazard in closed form") {
    // u / (exp(u) - 1) = u s / d, with s survivors: u = log(1 + d / s).
    DiscreteRows rows;
    rows.intervals = 1;
    rows.lo = {0, 0, 0, 0, 0};
    rows.hi = {1, 1, 1, 1, 1};
    rows.event = {1, 1, 0, 0, 0};
    rows.index();
    const Eigen::VectorXd risk = Eigen::VectorXd::Constant(5, 0.3);
    CHECK(discrete_hazards(rows, risk)[1] == Approx(std::log(5.0 / 3) / 0.3).epsilon(1e-15));
    CHECK(discrete_hazards(rows, risk, Eigen::VectorXd::Constant(2, 40.0))[1] ==
          Approx(std::log(5.0 / 3) / 0.3).epsilon(1e-14));
}

TEST_CASE("two groups and one interval are a table of four cells") {
    // 3 of 10 and 5 of 8 have the event: hazards log(10/7) and log(8/3).
    DiscreteRows rows;
    rows.intervals = 1;
    RowMatrix x(18, 1);
    for (int i = 0; i < 18; ++i) {
        rows.lo.push_back(0);
        rows.hi.push_back(1);
        rows.event.push_back(i < 8 ? 1 : 0);
        x(i, 0) = i < 5 || i >= 15 ? 1 : 0;
    }
    rows.index();
    const double u0 = std::log(10.0 / 7);
    const double u1 = std::log(8.0 / 3);
    const double beta = std::log(u1 / u0);
    const DiscreteSums sums = discrete_sums(rows, x, x * Eigen::VectorXd::Constant(1, beta), true);
    CHECK(sums.log_likelihood ==
          Approx(3 * std::log(0.3) + 7 * std::log(0.7) + 5 * std::log(5.0 / 8) + 3 * std::log(3.0 / 8)).epsilon(1e-14));
    CHECK(std::fabs(sums.score[0]) < 1e-14);
    const double w0 = 10 * u0 * u0 * 7 / 3;
    const double w1 = 8 * u1 * u1 * 3 / 5;
    CHECK(sums.expected(0, 0) == Approx(1 / (1 / w0 + 1 / w1)).epsilon(1e-14));
    // At the maximum of a saturated model the observed information is the expected one.
    CHECK(sums.information(0, 0) == Approx(sums.expected(0, 0)).epsilon(1e-13));
}

TEST_CASE("the profile has the derivatives of the whole likelihood") {
    for (const std::size_t times : {4UL, 40UL}) {  // few deaths at each of many times: the series
        const Case made = random_case(times, 240, times, 3);
        const Eigen::Vector3d beta(0.4, -0.3, 0.2);
        const Eigen::VectorXd eta = made.x * beta;
        const DiscreteSums ours = discrete_sums(made.rows, made.x, eta, true);
        CHECK(made.rows.saturated() == 1);

        // Intercepts at their maximum with the effects held there, by Newton's method in all intercepts.
        test::PlainPeriods periods(made.strata, 3);
        const auto d = static_cast<Eigen::Index>(periods.intervals);
        test::ExtendedVector point = test::ExtendedVector::Constant(d + 3, -1);
        point.tail(3) = beta.cast<test::Extended>();
        for (int round = 0; round < 60; ++round) {
            const test::PlainDiscreteSums at = test::plain_discrete_sums(periods, point);
            point.head(d) += at.score.head(d).cwiseQuotient(at.observed.diagonal().head(d)).cwiseMax(-1).cwiseMin(1);
        }
        const test::PlainDiscreteSums at = test::plain_discrete_sums(periods, point);
        CHECK(ours.log_likelihood == Approx(static_cast<double>(at.log_likelihood)).epsilon(1e-13));
        const auto schur = [d](const test::ExtendedMatrix& whole) -> Eigen::MatrixXd {
            const test::ExtendedMatrix with = whole.topRightCorner(d, 3);
            return (whole.bottomRightCorner(3, 3) -
                    with.transpose() * whole.diagonal().head(d).cwiseInverse().asDiagonal() * with)
                .cast<double>();
        };
        CHECK((ours.score - at.score.tail(3).cast<double>()).norm() < 1e-11);
        CHECK((ours.information - schur(at.observed)).norm() < 1e-12 * ours.information.norm());
        CHECK((ours.expected - schur(at.expected)).norm() < 1e-12 * ours.expected.norm());
    }
}

TEST_CASE("the series and the intervals one by one agree") {
    Case made = random_case(9, 300, 6, 10);
    Eigen::VectorXd risk = (made.x.col(0) * 0.2).array().exp();
    // Hazards about the border: some intervals go one way, some the other; then all by the series.
    Eigen::VectorXd hazard = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(made.rows.intervals) + 1);
    for (std::size_t k = 1; k <= made.rows.intervals; ++k) {
        if (made.rows.informative(k)) { hazard[static_cast<Eigen::Index>(k)] = 0.05 * static_cast<double>(k); }
    }
    const std::vector<std::uint8_t> narrow = narrow_intervals(made.rows, hazard, risk);
    CHECK(std::count(narrow.begin(), narrow.end(), 1) > 3);
    CHECK(std::count(narrow.begin() + 1, narrow.end(), 0) > 1);
    const DiscreteExpected ours = discrete_expected(made.rows, made.x, hazard, risk);
    test::Worst worst;
    for (std::size_t k = 1; k <= made.rows.intervals; ++k) {
        long double sum = 0;
        for (std::size_t i = 0; i < made.rows.rows(); ++i) {
            if (made.rows.lo[i] >= k || made.rows.hi[i] < k) { continue; }
            const auto u =
                static_cast<long double>(hazard[static_cast<Eigen::Index>(k)] * risk[static_cast<Eigen::Index>(i)]);
            sum += u > 0 ? u * u / std::expm1(u) : 0;
        }
        worst.see(test::relative_difference(ours.intercept[static_cast<Eigen::Index>(k)], static_cast<double>(sum)));
    }
    CHECK(worst.value() < 1e-14);
    CHECK(ours.rows.sum() == Approx(ours.intercept.sum()).epsilon(1e-14));
}

TEST_CASE("no origin of the predictor leaves a double's range") {
    const Case made = random_case(12, 200, 5, 3);
    const Eigen::VectorXd eta = made.x * Eigen::Vector3d(0.3, -0.2, 0.1);
    const DiscreteSums usual = discrete_sums(made.rows, made.x, eta, true);
    for (const double origin : {-900.0, -60.0, 60.0, 900.0}) {
        CAPTURE(origin);
        const DiscreteSums moved = discrete_sums(made.rows, made.x, eta.array() + origin, true);
        CHECK(moved.log_likelihood == Approx(usual.log_likelihood).epsilon(1e-11));
        CHECK((moved.score - usual.score).norm() < 1e-9);
        CHECK((moved.information - usual.information).norm() < 1e-10 * usual.information.norm());
        CHECK((moved.expected - usual.expected).norm() < 1e-10 * usual.expected.norm());
    }
    // Risks and hazards far from 1, whose products are not.
    Eigen::VectorXd hazard = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(made.rows.intervals) + 1);
    for (std::size_t k = 1; k <= made.rows.intervals; ++k) {
        if (made.rows.informative(k)) { hazard[static_cast<Eigen::Index>(k)] = 0.05; }
    }
    const Eigen::VectorXd risk = eta.array().exp();
    const Eigen::MatrixXd near = discrete_expected(made.rows, made.x, hazard, risk).information(made.x);
    const Eigen::MatrixXd far = discrete_expected(made.rows, made.x, hazard * 1e30, risk * 1e-30).information(made.x);
    CHECK((near - far).norm() < 1e-12 * near.norm());
}

TEST_CASE("interval sums are those of the definition for any number of columns") {
    for (const Eigen::Index p : {0, 1, 7, 8, 9, 17}) {
        const Case made = random_case(30 + static_cast<std::uint64_t>(p), 50, 5, p);
        const Eigen::VectorXd values = Eigen::VectorXd::LinSpaced(made.x.rows(), 1, 2);
        for (const Counted counted : {Counted::at_risk, Counted::survivors, Counted::deaths}) {
            const RowMatrix sums = interval_sums(made.rows, counted, values, made.x);
            for (std::size_t k = 1; k <= made.rows.intervals; ++k) {
                Eigen::VectorXd expected = Eigen::VectorXd::Zero(1 + p);
                for (std::size_t i = 0; i < made.rows.rows(); ++i) {
                    const bool dies = made.rows.event[i] != 0 && made.rows.hi[i] == k;
                    const bool at_risk = made.rows.lo[i] < k && k <= made.rows.hi[i];
                    const bool counts =
                        counted == Counted::deaths ? dies : at_risk && !(counted == Counted::survivors && dies);
                    if (!counts) { continue; }
                    const auto row = static_cast<Eigen::Index>(i);
                    expected[0] += values[row];
                    expected.tail(p) += values[row] * made.x.row(row).transpose();
                }
                CHECK((sums.row(static_cast<Eigen::Index>(k)).transpose() - expected).norm() < 1e-12);
            }
        }
    }
}

}  // namespace
}  // namespace atria::survival
