#include "kernels/association/logistic_lane_sums.hpp"

#include "tests/support/genotype_blocks.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace atria::association {
namespace {

struct People {
    LogisticPeople people;
    test::Calls calls;
    std::vector<double> numbers;  // the same calls
    LogisticPoint point;
};

People random_people(std::uint64_t seed, Eigen::Index n) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    People made;
    made.people.x = Eigen::MatrixXd::NullaryExpr(5, n, [&]() { return normal(random); });
    made.people.y = Eigen::VectorXd::NullaryExpr(n, [&]() { return random() % 4 == 0 ? 1.0 : 0.0; });
    made.people.offset = 0.2 * Eigen::VectorXd::NullaryExpr(n, [&]() { return normal(random); });
    made.calls = test::random_calls(random, static_cast<std::size_t>(n), 0.3, 0.05);
    for (const std::uint8_t call : made.calls) {
        made.numbers.push_back(call == missing_call ? std::numeric_limits<double>::quiet_NaN() : call);
    }
    made.point = {-1.1, 0.4 * Eigen::VectorXd::NullaryExpr(5, [&]() { return normal(random); }), 0.7};
    return made;
}

/// A person at a time, from the definitions; without calls there is no variant.
LogisticSums plain_sums(const People& of, bool with_calls) {
    LogisticSums sums(5);
    for (Eigen::Index i = 0; i < of.people.y.size(); ++i) {
        const int call = with_calls ? of.calls[static_cast<std::size_t>(i)] : 0;
        if (call == missing_call) { continue; }
        Eigen::VectorXd design(7);
        design << 1, of.people.x.col(i), call;
        const double u =
            of.people.offset[i] + of.point.intercept + of.people.x.col(i).dot(of.point.effects) + of.point.beta * call;
        const double mu = 1 / (1 + std::exp(-u));
        sums.log_likelihood += of.people.y[i] * u - std::log1p(std::exp(u));
        sums.score += (of.people.y[i] - mu) * design;
        sums.information += mu * (1 - mu) * design * design.transpose();
        sums.largest = std::max(sums.largest, std::fabs(u));
    }
    return sums;
}

void check(const LogisticSums& sums, const LogisticSums& plain) {
    const double size = plain.information.norm();
    CHECK(sums.log_likelihood == Approx(plain.log_likelihood).epsilon(1e-13));
    CHECK((sums.score - plain.score).norm() < 1e-13 * size);
    CHECK((sums.information - plain.information).norm() < 1e-14 * size);
    CHECK(sums.information == sums.information.transpose());
    CHECK(sums.largest == Approx(plain.largest).epsilon(1e-13));
    CHECK(sums.penalty.isZero(0));
}

TEST_CASE("logistic sums in lanes are those of every person, for calls, numbers and no variant") {
    for (const Eigen::Index n : {3, 512, 1301}) {
        const People of = random_people(static_cast<std::uint64_t>(n), n);
        const LogisticLanes lanes(of.people);
        check(logistic_lane_sums(lanes, {of.calls, {}}, of.point), plain_sums(of, true));
        check(logistic_lane_sums(lanes, {{}, of.numbers}, of.point), plain_sums(of, true));
        check(logistic_lane_sums(lanes, {}, of.point), plain_sums(of, false));
    }
}

TEST_CASE("predictors far out neither overflow nor lose the smaller probability") {
    LogisticPeople people;
    people.x = Eigen::MatrixXd(0, 4);
    people.y = Eigen::Vector4d(1, 0, 1, 0);
    people.offset = Eigen::Vector4d(300, -300, -40, 40);
    const LogisticSums sums = logistic_lane_sums(LogisticLanes(people), {}, {0, Eigen::VectorXd(0), 0});
    CHECK(sums.log_likelihood == Approx(-80).epsilon(1e-15));
    CHECK(sums.information(0, 0) == Approx(2 * std::exp(-40.0)).epsilon(1e-14));
    CHECK(sums.largest == 300);
}

}  // namespace
}  // namespace atria::association
