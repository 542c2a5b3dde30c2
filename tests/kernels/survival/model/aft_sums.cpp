#include "kernels/survival/model/aft_sums.hpp"

#include "tests/support/closeness.hpp"
#include "tests/support/plain_aft_model.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

namespace atria::survival {
namespace {

SurvivalRows random_rows(std::size_t n, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    SurvivalRows rows;
    rows.x = Eigen::MatrixXd::NullaryExpr(static_cast<Eigen::Index>(n), 2, [&]() { return normal(random); });
    for (std::size_t i = 0; i < n; ++i) {
        const double entry = i % 3 == 0 ? 0 : std::exp(normal(random) / 2);
        rows.entry.push_back(ticks_of(entry));
        rows.exit.push_back(ticks_of(entry + 0.01 + std::exp(1 + normal(random))));
        rows.event.push_back(i % 4 == 0 ? 0 : 1 + i % 2);
        rows.weight.push_back(0.5 + static_cast<double>(i % 5));
        rows.offset.push_back(0.3 * normal(random));
    }
    return rows;
}

AftPoint random_point(AftDistribution distribution) {
    AftPoint point;
    point.distribution = distribution;
    point.wanted = AftPoint::Wanted::likelihood;
    point.centre = Eigen::Vector2d(0.3, -0.2);
    point.intercept = 1.4;
    point.effects = Eigen::Vector2d(0.25, -0.4);
    point.log_sigma = has_scale(distribution) ? -0.2 : 0.0;
    return point;
}

TEST_CASE("likelihood, gradient and information are those of the plain model, with left truncation and weights") {
    for (const AftDistribution distribution : {AftDistribution::exponential, AftDistribution::weibull,
                                               AftDistribution::log_normal, AftDistribution::log_logistic}) {
        CAPTURE(static_cast<int>(distribution));
        const SurvivalRows rows = random_rows(1500, 3);  // more than a block
        const AftPoint point = random_point(distribution);
        const AftSums sums = aft_sums(rows, point);
        CHECK(test::relative_difference(sums.log_likelihood,
                                        static_cast<double>(test::plain_aft_log_likelihood(rows, point))) < 1e-13);
        const auto moved = [&point](Eigen::Index k, double step) {
            AftPoint there = point;
            if (k == 0) { there.intercept += step; }
            if (k == 1 || k == 2) { there.effects[k - 1] += step; }
            if (k == 3) { there.log_sigma += step; }
            return there;
        };
        const double h = 1e-5;
        for (Eigen::Index k = 0; k < (has_scale(distribution) ? 4 : 3); ++k) {
            const auto slope = (test::plain_aft_log_likelihood(rows, moved(k, h)) -
                                test::plain_aft_log_likelihood(rows, moved(k, -h))) /
                               (2 * h);
            CHECK(sums.score[k] == Approx(static_cast<double>(slope)).epsilon(1e-7).margin(1e-4));
            const Eigen::VectorXd bend =
                (aft_sums(rows, moved(k, -h)).score - aft_sums(rows, moved(k, h)).score) / (2 * h);
            for (Eigen::Index l = 0; l < 4; ++l) {
                CHECK(sums.information(l, k) == Approx(bend[l]).epsilon(1e-7).margin(1e-4));
            }
        }
    }
}

TEST_CASE("a list of numbers holds everything that leaves a cohort") {
    const SurvivalRows rows = random_rows(40, 5);
    AftSums sums = aft_sums(rows, random_point(AftDistribution::weibull));
    const AftSums copy = AftSums::from_numbers(sums.numbers(), 2);
    CHECK(copy.numbers() == sums.numbers());
    CHECK(copy.information.isApprox(sums.information, 1e-15));
    sums.add(copy);
    CHECK(sums.rows == 80);
    CHECK(sums.score == 2 * copy.score);
}

TEST_CASE("rows without a positive exit are counted and left out") {
    SurvivalRows rows = random_rows(20, 7);
    rows.entry.clear();
    rows.exit[3] = 0;
    rows.exit[4] = ticks_of(-2);
    const AftSums sums = aft_sums(rows, random_point(AftDistribution::log_normal));
    CHECK(sums.not_positive == 2);
    CHECK(sums.rows == 18);
    CHECK(std::isfinite(sums.log_likelihood));
}

}  // namespace
}  // namespace atria::survival
