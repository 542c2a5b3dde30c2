#include "kernels/simulation/random_stream.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <set>

using namespace atria::simulation;

namespace {

constexpr int draws = 200000;

struct Moments {
    double mean = 0;
    double variance = 0;
};

Moments moments(const std::function<double(RandomStream&)>& draw) {
    RandomStream stream(7, Purpose::outcome, 3, 5);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < draws; ++i) {
        const double x = draw(stream);
        sum += x;
        squares += x * x;
    }
    const double mean = sum / draws;
    return {mean, squares / draws - mean * mean};
}

/// Five standard errors of the mean and of the variance, given the fourth central moment.
void check_moments(const Moments& found, double mean, double variance, double fourth) {
    CHECK(std::abs(found.mean - mean) < 5 * std::sqrt(variance / draws));
    CHECK(std::abs(found.variance - variance) < 5 * std::sqrt((fourth - variance * variance) / draws));
}

}  // namespace

// Closed-form moments: a wrong transformation would bias every trait and frequency.
TEST_CASE("draws have the moments of their distributions") {
    check_moments(moments([](RandomStream& s) { return s.uniform(); }), 0.5, 1.0 / 12, 1.0 / 80);
    check_moments(moments([](RandomStream& s) { return s.coarse_uniform(); }), 0.5, 1.0 / 12, 1.0 / 80);
    check_moments(moments([](RandomStream& s) { return s.normal(); }), 0, 1, 3);
    check_moments(moments([](RandomStream& s) { return s.exponential(); }), 1, 1, 9);
    for (const double shape : {0.05, 0.5, 1.0, 3.7, 90.0}) {
        check_moments(moments([shape](RandomStream& s) { return s.gamma(shape); }), shape, shape,
                      3 * shape * shape + 6 * shape);
    }
    const double a = 0.4;
    const double b = 2.5;
    const double variance = a * b / ((a + b) * (a + b) * (a + b + 1));
    check_moments(moments([=](RandomStream& s) { return s.beta(a, b); }), a / (a + b), variance,
                  10 * variance * variance);
}

TEST_CASE("normal draws reach their quantiles") {
    RandomStream stream(1, Purpose::outcome, 0, 0);
    int below = 0;
    int inside = 0;
    for (int i = 0; i < draws; ++i) {
        const double x = stream.normal();
        below += x < -1.2815515655446004 ? 1 : 0;
        inside += std::abs(x) < 0.6744897501960817 ? 1 : 0;
    }
    CHECK(std::abs(below - 0.1 * draws) < 5 * std::sqrt(0.09 * draws));
    CHECK(std::abs(inside - 0.5 * draws) < 5 * std::sqrt(0.25 * draws));
}

// Two streams that shared their words would correlate what must be independent.
TEST_CASE("every part of a stream's name makes another stream, and the same name the same stream") {
    const auto first = [](std::uint64_t seed, Purpose purpose, std::uint32_t cohort, std::uint32_t item,
                          std::uint32_t trait) { return RandomStream(seed, purpose, cohort, item, trait).uniform(); };
    std::set<double> values = {
        first(1, Purpose::outcome, 2, 3, 4),           first(2, Purpose::outcome, 2, 3, 4),
        first(1ULL << 40U, Purpose::outcome, 2, 3, 4), first(1, Purpose::person, 2, 3, 4),
        first(1, Purpose::outcome, 3, 3, 4),           first(1, Purpose::outcome, 2, 4, 4),
        first(1, Purpose::outcome, 2, 3, 5),
    };
    CHECK(values.size() == 7);
    CHECK(values.contains(first(1, Purpose::outcome, 2, 3, 4)));
}
