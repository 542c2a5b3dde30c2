#include "kernels/math/firth_start.hpp"

#include "kernels/math/firth_line.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>

namespace atria::math {
namespace {

/// People with codes 0, 1, 2, all with the same fitted probability, less what the intercept explains.
struct OneProbability {
    std::array<double, 3> people;
    double mu;

    [[nodiscard]] double mean() const { return (people[1] + 2 * people[2]) / (people[0] + people[1] + people[2]); }
    /// Of the line whose score at 0 is `score`.
    [[nodiscard]] LineSums at(double t, double score) const {
        LineSums sums;
        sums.score = score;
        for (std::size_t g = 0; g < 3; ++g) {
            const double z = static_cast<double>(g) - mean();
            const double here = 1 / (1 + (1 - mu) / mu * std::exp(-t * z));
            sums.score -= people[g] * z * (here - mu);
            sums.information += people[g] * z * z * here * (1 - here);
            sums.third += people[g] * z * z * z * here * (1 - here) * (0.5 - here);
        }
        return sums;
    }
    [[nodiscard]] CodeWeights weights() const {
        const double w = mu * (1 - mu);
        return {w * (people[0] + people[1] + people[2]), w * (people[1] + 2 * people[2]),
                w * (people[1] + 4 * people[2]), 0.5 - mu};
    }
};

TEST_CASE("the start is the maximum where everybody has the same fitted probability") {
    for (const OneProbability& of : {OneProbability{{700, 260, 40}, 0.08}, OneProbability{{20, 300, 900}, 0.6},
                                     OneProbability{{970, 30, 0}, 0.2}}) {
        for (const double score : {3.0, -2.5}) {
            FirthLine line;
            while (line.advance(of.at(line.t(), score)) == FirthLine::State::going) {}
            CHECK(firth_start(of.weights(), score, of.at(0, score).information) ==
                  Approx(line.estimate()).epsilon(1e-9));
        }
    }
}

TEST_CASE("without a model of the codes the start is the score test's step, which is bounded") {
    CHECK(firth_start({0, 0, 0, 0.3}, 2, 8) == 0.25);
    CHECK(firth_start({0, 0, 0, 0.3}, -2000, 8) == -3);
}

TEST_CASE("from a start the line arrives where it arrives from 0, with the same statistic") {
    const OneProbability of{{700, 260, 40}, 0.1};
    const auto with_value = [&](double t) {
        LineSums sums = of.at(t, 5.0);
        // The score's integral.
        sums.log_likelihood = 5 * t;
        for (std::size_t g = 0; g < 3; ++g) {
            const double z = static_cast<double>(g) - of.mean();
            sums.log_likelihood -= of.people[g] * (std::log(1 - of.mu + of.mu * std::exp(t * z)) - t * z * of.mu);
        }
        return sums;
    };
    FirthLine plain;
    while (plain.advance(with_value(plain.t())) == FirthLine::State::going) {}
    const LineSums null = with_value(0);
    for (const double start : {0.3, 0.0, -2.0}) {
        FirthLine line(FirthLine::value(null.log_likelihood, null.information), start);
        CHECK(line.t() == start);
        while (line.advance(with_value(line.t())) == FirthLine::State::going) {}
        CHECK(line.estimate() == Approx(plain.estimate()).epsilon(1e-10));
        CHECK(line.standard_error() == Approx(plain.standard_error()).epsilon(1e-10));
        CHECK(line.statistic() == Approx(plain.statistic()).epsilon(1e-10));
    }
}

}  // namespace
}  // namespace atria::math
