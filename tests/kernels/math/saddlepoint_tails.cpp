#include "kernels/math/saddlepoint_tails.hpp"

#include "kernels/math/tails.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

namespace atria::math {
namespace {

/// K, K' and K'' of a statistic with mean 0.
struct Cumulants {
    double k, first, second;
};

double two_sided(SaddlepointTails tails, double observed, const std::function<Cumulants(double)>& cumulants) {
    SaddlepointTails::State state = SaddlepointTails::State::going;
    while (state == SaddlepointTails::State::going) {
        const double t = tails.t();
        const Cumulants at = cumulants(t);
        state = tails.advance({t * observed - at.k, observed - at.first, at.second, 0});
    }
    REQUIRE(state == SaddlepointTails::State::arrived);
    return std::pow(10.0, -tails.neg_log10_p());
}

TEST_CASE("the saddlepoint of a normal statistic is the normal distribution") {
    const auto normal = [](double t) { return Cumulants{2 * t * t, 4 * t, 4.0}; };
    for (const double z : {-9.0, -2.0, 0.3, 1.0, 5.5}) {
        const double p = std::pow(10.0, -normal_neg_log10_p(z));
        CHECK(two_sided(SaddlepointTails{}, 2 * z, normal) == Approx(p).epsilon(1e-9));
        CHECK(two_sided(SaddlepointTails{z}, 0.4, normal) == Approx(p).epsilon(1e-9));
    }
}

TEST_CASE("the saddlepoint follows the sum of four uniform numbers to a few percent") {
    const auto uniform = [](double t) {  // four on (-1, 1): K = 4 log(sinh t / t)
        if (std::fabs(t) < 1e-3) { return Cumulants{4 * t * t / 6, 4 * t / 3, 4.0 / 3}; }
        const double coth = 1 / std::tanh(t);
        return Cumulants{4 * std::log(std::sinh(t) / t), 4 * (coth - 1 / t),
                         4 * (1 / (t * t) - 1 / (std::sinh(t) * std::sinh(t)))};
    };
    for (const double s : {2.0, 2.5, 3.0, 3.5}) {
        const double exact = 2 * std::pow(4 - s, 4) / (24 * 16);
        CHECK(two_sided(SaddlepointTails{}, s, uniform) == Approx(exact).epsilon(0.04));
    }
}

TEST_CASE("a first step that is far too long does not take the statistic for out of reach") {
    // Five Bernoulli numbers of probability 0.001 less their mean, of which one is 1: the normal step leads to t = 199.
    const auto bernoulli = [](double t) {
        const double odds = 0.001 / 0.999 * std::exp(t);
        const double share = odds / (1 + odds);
        return Cumulants{5 * (std::log(0.999) + std::log1p(odds) - 0.001 * t), 5 * (share - 0.001),
                         5 * share * (1 - share)};
    };
    const double p = two_sided(SaddlepointTails{}, 1 - 0.005, bernoulli);
    // Between P(X >= 1) and P(X >= 2), R: pbinom(0:1, 5, 0.001, lower.tail = FALSE).
    CHECK(p < 4.990010e-3);
    CHECK(p > 9.980015e-6);
}

TEST_CASE("what was observed is the outermost value at most, whatever it is scaled by") {
    // Five Bernoulli numbers of probability 0.1 less their mean, all of them 1, on a scale that puts them 2 % further
    // out.
    const auto bernoulli = [](double t) {
        const double odds = 0.1 / 0.9 * std::exp(t);
        const double share = odds / (1 + odds);
        return Cumulants{5 * (std::log(0.9) + std::log1p(odds) - 0.1 * t), 5 * (share - 0.1), 5 * share * (1 - share)};
    };
    const double z = 4.5 / std::sqrt(0.45);
    CHECK(two_sided(SaddlepointTails{}, 4.5, bernoulli) == Approx(1e-5).epsilon(1e-2));
    CHECK(two_sided(SaddlepointTails{1.02 * z}, 4.5, bernoulli) == Approx(1e-5).epsilon(1e-2));
}

TEST_CASE("a tail that the statistic cannot reach adds nothing") {
    // A Poisson count with mean 1/2 less its mean: 5 more than expected on the one side, never on the other.
    const auto poisson = [](double t) {
        return Cumulants{0.5 * (std::exp(t) - 1 - t), 0.5 * (std::exp(t) - 1), 0.5 * std::exp(t)};
    };
    const double p = two_sided(SaddlepointTails{}, 5, poisson);
    // Between P(X >= 5) and P(X >= 6), R: ppois(4:5, 0.5, lower.tail = FALSE).
    CHECK(p < 1.721156e-4);
    CHECK(p > 1.416494e-5);
}

}  // namespace
}  // namespace atria::math
