#include "kernels/association/logistic_line.hpp"

#include "tests/support/genotype_blocks.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

namespace atria::association {
namespace {

struct Line {
    LogisticPeople people;
    test::Calls calls;
    LogisticPoint point;
    LogisticLine line;
};

Line random_line(std::mt19937_64& random, double frequency) {
    std::normal_distribution<double> normal;
    constexpr Eigen::Index n = 700;
    constexpr Eigen::Index k = 3;
    Line made;
    made.people.x = Eigen::MatrixXd::NullaryExpr(k, n, [&]() { return normal(random); });
    made.people.y = Eigen::VectorXd::NullaryExpr(n, [&]() { return random() % 5 == 0 ? 1.0 : 0.0; });
    made.people.offset = 0.1 * Eigen::VectorXd::NullaryExpr(n, [&]() { return normal(random); });
    made.calls = test::random_calls(random, static_cast<std::size_t>(n), frequency, 0.03);
    made.point.intercept = -1.3;
    made.point.effects = 0.3 * Eigen::VectorXd::NullaryExpr(k, [&]() { return normal(random); });
    made.line.from_intercept = 2 * frequency;
    made.line.from_effects =
        0.05 * std::min(frequency, 1 - frequency) * Eigen::VectorXd::NullaryExpr(k, [&]() { return normal(random); });
    return made;
}

/// A person at a time, from the definitions. `only`: just the people with this call.
LogisticLineSums plain_sums(const Line& of, double t, int only = -1) {
    LogisticLineSums sums;
    for (Eigen::Index i = 0; i < of.people.y.size(); ++i) {
        const int call = of.calls[static_cast<std::size_t>(i)];
        if (call == missing_call || (only >= 0 && call != only)) { continue; }
        const double z = call - of.line.from_intercept - of.people.x.col(i).dot(of.line.from_effects);
        const double u = of.people.offset[i] + of.point.intercept + of.people.x.col(i).dot(of.point.effects) + t * z;
        const double mu = 1 / (1 + std::exp(-u));
        sums.log_likelihood += of.people.y[i] * u - std::log1p(std::exp(u));
        sums.score += z * (of.people.y[i] - mu);
        sums.information += z * z * mu * (1 - mu);
        sums.third += z * z * z * mu * (1 - mu) * (0.5 - mu);
    }
    return sums;
}

LogisticLineSeries series_of(const Line& of, std::optional<std::uint8_t> usual) {
    const LogisticLanes lanes(of.people);
    return logistic_line_series(lanes, lanes.predictor(of.point), {of.calls, {}}, of.line, usual);
}

void check(const LogisticLineSums& sums, const LogisticLineSums& plain, double tolerance) {
    CHECK(sums.log_likelihood == Approx(plain.log_likelihood).epsilon(tolerance));
    CHECK(std::fabs(sums.score - plain.score) < tolerance * (1 + std::fabs(plain.information)));
    CHECK(sums.information == Approx(plain.information).epsilon(10 * tolerance));
    CHECK(std::fabs(sums.third - plain.third) < 1e3 * tolerance * plain.information);
}

TEST_CASE("the series of a line equals the sums of everybody as far as it reaches") {
    std::mt19937_64 random(41);
    for (const double frequency : {0.3, 0.05, 0.8}) {
        for (const double centre : {0.0, 0.4, -1.5}) {
            Line line = random_line(random, frequency);
            line.line.t = centre;
            const LogisticLineSeries series = series_of(line, std::nullopt);
            check(series.at(centre), plain_sums(line, centre), 1e-13);
            REQUIRE(series.everybody);
            REQUIRE(series.reach > 0.005);
            for (const double share : {0.0, 0.3, -0.7, 0.999, -0.999}) {
                const double t = centre + share * series.reach;
                REQUIRE(series.reaches(t));
                check(series.at(t), plain_sums(line, t), 1e-12);
            }
            CHECK_FALSE(series.reaches(centre + 1.01 * series.reach));
        }
    }
    CHECK_FALSE(LogisticLineSeries().reaches(0));
}

TEST_CASE("a series without carriers reaches far, and the carriers are added one by one") {
    std::mt19937_64 random(42);
    for (const std::uint8_t usual : {std::uint8_t{0}, std::uint8_t{2}}) {
        Line line = random_line(random, usual == 0 ? 0.004 : 0.996);
        const LogisticLineSeries series = series_of(line, usual);
        check(series.at(0), plain_sums(line, 0, usual), 1e-13);
        REQUIRE_FALSE(series.everybody);
        REQUIRE(series.reach > 5);
        std::vector<Carrier> carriers;
        for (std::size_t i = 0; i < line.calls.size(); ++i) {
            if (line.calls[i] == usual || line.calls[i] == missing_call) { continue; }
            carriers.push_back({static_cast<std::uint32_t>(i), line.calls[i]});
        }
        REQUIRE_FALSE(carriers.empty());
        for (const double t : {0.0, 1.0, -3.0, 5.0}) {
            check(series.at(t), plain_sums(line, t, usual), 1e-12);
            line.line.t = t;
            LogisticLineSums sums = series.at(t);
            sums.add(logistic_line_sums(line.people, carriers, line.point, line.line));
            check(sums, plain_sums(line, t), 1e-12);
        }
    }
}

TEST_CASE("the usual call is the homozygous one of all but few") {
    GenotypeView variant;
    variant.counts = {1000, 12, 2, 3000};
    CHECK(usual_call(variant) == std::uint8_t{0});
    variant.counts = {1000, 16, 2, 0};
    CHECK_FALSE(usual_call(variant));
    variant.counts = {2, 12, 1000, 0};
    CHECK(usual_call(variant) == std::uint8_t{2});
}

}  // namespace
}  // namespace atria::association
