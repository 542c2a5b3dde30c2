#include "kernels/math/firth_line.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

namespace atria::math {
namespace {

FirthLine fit(const std::function<LineSums(double)>& sums) {
    FirthLine line;
    FirthLine::State state = FirthLine::State::going;
    while (state == FirthLine::State::going) { state = line.advance(sums(line.t())); }
    REQUIRE(state == FirthLine::State::arrived);
    return line;
}

TEST_CASE("Firth's penalty adds half an event to a Poisson count") {
    // log likelihood y t - mu e^t: the penalised score is y + 1/2 - mu e^t.
    for (const double y : {0.0, 1.0, 5.0}) {
        for (const double mu : {0.01, 0.7, 20.0}) {
            const FirthLine line = fit([&](double t) {
                const double expected = mu * std::exp(t);
                return LineSums{y * t - expected, y - expected, expected, expected / 2};
            });
            const double t = std::log((y + 0.5) / mu);
            CHECK(std::fabs(line.estimate() - t) < 1e-10 * std::max(1.0, std::fabs(t)));
            CHECK(line.standard_error() == Approx(1 / std::sqrt(y + 0.5)).epsilon(1e-10));
            const double ratio = 2 * ((y + 0.5) * t - (y + 0.5) + mu);
            CHECK(line.statistic() == Approx(std::copysign(std::sqrt(ratio), t)).epsilon(1e-9));
        }
    }
}

TEST_CASE("of two people the carrier has the event: log 3, where the likelihood alone has no maximum") {
    const FirthLine line = fit([](double t) {
        const double mean = 1 / (1 + std::exp(-t));
        const double variance = mean * (1 - mean);
        return LineSums{std::log(mean), 1 - mean, variance, variance * (1 - 2 * mean) / 2};
    });
    CHECK(line.estimate() == Approx(std::log(3.0)).epsilon(1e-12));
    // 2 (log 3/4 - log 1/2) + log 3/16 - log 1/4
    CHECK(line.statistic() * line.statistic() == Approx(std::log(27.0 / 16)).epsilon(1e-12));
}

TEST_CASE("a line without information fails") {
    FirthLine line;
    CHECK(line.advance({0, 1, 0, 0}) == FirthLine::State::failed);
}

}  // namespace
}  // namespace atria::math
