#include "kernels/association/logistic_lanes.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

namespace atria::association {
namespace {

TEST_CASE("linear predictors in lanes are those of every person, and the places behind them are empty") {
    std::mt19937_64 random(5);
    std::normal_distribution<double> normal;
    for (const Eigen::Index n : {1, 8, 29}) {
        for (const bool offset : {false, true}) {
            LogisticPeople people;
            people.x = Eigen::MatrixXd::NullaryExpr(3, n, [&]() { return normal(random); });
            people.y = Eigen::VectorXd::NullaryExpr(n, [&]() { return random() % 2 == 0 ? 1.0 : 0.0; });
            people.offset = Eigen::VectorXd::NullaryExpr(n, [&]() { return offset ? normal(random) : 0.0; });
            const LogisticLanes lanes(people);
            REQUIRE(lanes.people() == static_cast<std::size_t>(n));
            REQUIRE(lanes.padded() == static_cast<std::size_t>((n + 7) / 8 * 8));
            const LogisticPoint point{-0.7, Eigen::Vector3d(0.2, -1.5, 0.4), 0};
            const std::vector<double> predictor = lanes.predictor(point);
            REQUIRE(predictor.size() == lanes.padded());
            for (Eigen::Index i = 0; i < n; ++i) {
                const auto at = static_cast<std::size_t>(i);
                const double plain = people.offset[i] - 0.7 + people.x.col(i).dot(point.effects);
                CHECK(predictor[at] == Approx(plain).epsilon(1e-14).margin(1e-14));
                CHECK(lanes.y()[at] == people.y[i]);
                CHECK(lanes.covariate(2)[at] == people.x(2, i));
            }
        }
    }
    CHECK(LogisticLanes(LogisticPeople{Eigen::MatrixXd(2, 0), {}, {}})
              .predictor({0.5, Eigen::Vector2d(1, 1), 0})
              .empty());
}

}  // namespace
}  // namespace atria::association
