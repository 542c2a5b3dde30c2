#include "kernels/survival/model/absolute_risk.hpp"

#include "tests/support/closeness.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

namespace atria::survival {
namespace {

CoxBaselineStratum baseline(std::vector<Ticks> times, std::vector<double> hazard) {
    CoxBaselineStratum stratum;
    stratum.times = std::move(times);
    stratum.hazard = std::move(hazard);
    stratum.centre = Eigen::VectorXd::Constant(1, 50);
    stratum.offset_centre = 1;
    return stratum;
}

std::vector<double> risks(std::vector<const CoxBaselineStratum*> causes, Ticks from, std::vector<Ticks> to,
                          std::vector<double> score) {
    return StratumRisk(causes).risks(from, to, score);
}

TEST_CASE("the risk of one cause is one minus the survival from the prediction to the horizon") {
    const CoxBaselineStratum own = baseline({10, 20, 30}, {0.1, 0.3, 0.35});
    const std::vector<double> found = risks({&own}, SurvivalRows::before_all_times, {9, 10, 25, 40}, {2.0});
    CHECK(found[0] == 0);
    CHECK(found[1] == Approx(1 - std::exp(-0.2)).epsilon(1e-14));
    CHECK(found[2] == Approx(1 - std::exp(-0.6)).epsilon(1e-14));
    CHECK(found[3] == Approx(1 - std::exp(-0.7)).epsilon(1e-14));
    // Entry at an event's time comes after the event.
    CHECK(risks({&own}, 10, {30}, {1.0})[0] == Approx(1 - std::exp(-0.25)).epsilon(1e-14));
    CHECK(risks({&own}, 30, {90}, {1.0})[0] == 0);
    CHECK(risks({nullptr}, 0, {90}, {1.0})[0] == 0);
}

TEST_CASE("with competing causes risks and survival add up to one, and a cause alone is as before") {
    const CoxBaselineStratum own = baseline({10, 20, 30}, {0.1, 0.3, 0.35});
    const CoxBaselineStratum other = baseline({5, 20, 31}, {0.2, 0.25, 1});
    const std::vector<Ticks> to{5, 20, 30, 100};
    const std::vector<double> one = risks({&own, &other}, 0, to, {2.0, 3.0});
    const std::vector<double> two = risks({&other, &own}, 0, to, {3.0, 2.0});
    const std::vector<double> hazard{0.6, 1.35, 1.45, 3.7};
    for (std::size_t k = 0; k < to.size(); ++k) {
        CHECK(one[k] + two[k] == Approx(1 - std::exp(-hazard[k])).epsilon(1e-13));
    }
    // By hand: at 10 the event alone after a hazard of 0.6; at 20 both, 0.4 of 0.55 in all.
    double expected = std::exp(-0.6) * (1 - std::exp(-0.2));
    expected += std::exp(-0.8) * (1 - std::exp(-0.55)) * 0.4 / 0.55;
    CHECK(one[1] == Approx(expected).epsilon(1e-13));
    const std::vector<double> alone = risks({&own, nullptr}, 0, to, {2.0, 7.0});
    const std::vector<double> single = risks({&own}, 0, to, {2.0});
    for (std::size_t k = 0; k < to.size(); ++k) { CHECK(alone[k] == Approx(single[k]).epsilon(1e-14)); }
}

TEST_CASE("an infinite hazard is a risk of one, not of nothing") {
    const CoxBaselineStratum own = baseline({10}, {0.1});
    const CoxBaselineStratum other = baseline({11}, {0.1});
    const double infinite = std::numeric_limits<double>::infinity();
    CHECK(risks({&own}, 0, {20}, {infinite})[0] == 1);
    CHECK(risks({&own, &other}, 0, {20}, {infinite, 1.0})[0] == 1);
    CHECK(risks({&other, &own}, 0, {20}, {1.0, infinite})[0] == 0);
}

TEST_CASE("the score of a row is about the centre of its stratum") {
    const CoxBaselineStratum own = baseline({10}, {0.1});
    const double score = risk_score(own, Eigen::VectorXd::Constant(1, 0.5), Eigen::VectorXd::Constant(1, 52), 1.25);
    CHECK(score == Approx(std::exp(1.25)).epsilon(1e-15));
}

}  // namespace
}  // namespace atria::survival
