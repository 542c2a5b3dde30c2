#include "kernels/association/logistic_newton.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <optional>
#include <random>
#include <vector>

namespace atria::association {
namespace {

/// 400 people whose odds depend on the first of two covariates.
LogisticPeople some_people() {
    std::mt19937_64 random(11);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform(0, 1);
    LogisticPeople people{Eigen::MatrixXd(2, 400), Eigen::VectorXd(400), Eigen::VectorXd::Zero(400)};
    for (Eigen::Index i = 0; i < 400; ++i) {
        people.x(0, i) = normal(random);
        people.x(1, i) = normal(random);
        people.y[i] = uniform(random) < 1 / (1 + std::exp(-0.6 * people.x(0, i))) ? 1 : 0;
    }
    return people;
}

LogisticNewton fitted(const LogisticPeople& people) {
    LogisticNewton newton(Eigen::VectorXd::Zero(1 + people.x.rows()), 1);
    while (!newton.done()) {
        const std::optional<LogisticSums> sums = logistic_sums(people, {}, newton.point(0));
        newton.advance({&sums, 1});
    }
    return newton;
}

/// The likelihood's slope, which is 0 at its maximum.
Eigen::VectorXd slope(const LogisticPeople& people, const LogisticNewton& newton) {
    const LogisticPoint point = newton.point(0);
    Eigen::VectorXd sums = Eigen::VectorXd::Zero(1 + people.x.rows());
    for (Eigen::Index i = 0; i < people.y.size(); ++i) {
        const double eta = point.intercept + people.x.col(i).dot(point.effects);
        const double residual = people.y[i] - 1 / (1 + std::exp(-eta));
        sums[0] += residual;
        sums.tail(people.x.rows()) += residual * people.x.col(i);
    }
    return sums;
}

TEST_CASE("one person far out does not make a maximum infinite") {
    LogisticPeople people = some_people();
    for (const double far : {1.0, 90.0, 500.0}) {
        people.x(0, 0) = far;
        people.y[0] = 1;
        const LogisticNewton newton = fitted(people);
        REQUIRE(newton.status() == RowStatus::ok);
        CHECK(slope(people, newton).cwiseAbs().maxCoeff() < 1e-8);
        CHECK(newton.parameters()[1] > 0.3);
    }
}

TEST_CASE("columns that tell cases from controls have no maximum, all of them or a few") {
    LogisticPeople people = some_people();
    SECTION("everybody") {
        for (Eigen::Index i = 0; i < 400; ++i) { people.y[i] = people.x(0, i) + 0.5 * people.x(1, i) > 0.3 ? 1 : 0; }
    }
    SECTION("everybody, but for the border") {
        for (Eigen::Index i = 0; i < 400; ++i) {
            people.x(0, i) = i < 200 ? 0 : i < 300 ? 1 : 2;
            people.y[i] = i < 150 || (i >= 200 && i < 230) ? 0 : 1;
            people.x(0, i) = i < 150 ? -1 : i < 380 ? 0 : 1;
        }
    }
    SECTION("three people of a rare class") {
        people.x.row(1).setZero();
        for (const Eigen::Index i : {5, 50, 300}) {
            people.x(1, i) = 1;
            people.y[i] = 1;
        }
    }
    CHECK(fitted(people).status() == RowStatus::infinite_estimate);
}

}  // namespace
}  // namespace atria::association
