#include "kernels/survival/discrete_terms.hpp"

#include "tests/support/closeness.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

namespace atria::survival {
namespace {

TEST_CASE("derivatives of a death agree with long double") {
    test::Worst score;
    test::Worst curvature;
    test::Worst log_probability;
    for (const double u : {1e-9, 1e-5, 1e-3, 0.01, 0.1, 0.3, 0.499999, 0.5, 0.6999, 0.7, 1.0, 2.0, 5.0, 20.0, 300.0}) {
        const auto exact = static_cast<long double>(u);
        const long double h = exact / std::expm1(exact);
        const double ours = death_score(u, std::exp(u));
        score.see(test::relative_difference(ours, static_cast<double>(h)));
        // h (h + u - 1), which for small u is a difference of nearly equal numbers: to 1e-15 of what survivors have.
        const long double c = h * h * std::exp(exact) - h;
        curvature.see(std::fabs(death_curvature(u, ours) - static_cast<double>(c)));
        const long double log_p = u < 1 ? std::log(-std::expm1(-exact)) : std::log1p(-std::exp(-exact));
        log_probability.see(test::relative_difference(death_log_probability(u), static_cast<double>(log_p)));
    }
    CHECK(score.value() < 1e-15);
    CHECK(curvature.value() < 1e-15);
    CHECK(log_probability.value() < 1e-15);
}

TEST_CASE("the third derivative is the slope of the curvature") {
    for (const double eta : {-3.0, -1.0, 0.0, 1.0}) {
        const auto curvature = [](double at) {
            const double u = std::exp(at);
            return death_curvature(u, death_score(u, std::exp(u)));
        };
        const double u = std::exp(eta);
        const double slope = (curvature(eta + 1e-5) - curvature(eta - 1e-5)) / 2e-5;
        CHECK(death_third(u, death_score(u, std::exp(u))) == Approx(slope).epsilon(1e-7));
    }
}

TEST_CASE("a death that is certain says nothing") {
    const double u = 1000;
    const double infinite = std::numeric_limits<double>::infinity();
    CHECK(death_score(u, infinite) == 0);
    CHECK(death_curvature(u, 0) == 0);
    CHECK(death_log_probability(u) == 0);
    CHECK(expected_curvature(u, infinite) == 0);
}

}  // namespace
}  // namespace atria::survival
