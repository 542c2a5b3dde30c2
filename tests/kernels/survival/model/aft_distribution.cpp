#include "kernels/survival/model/aft_distribution.hpp"

#include "tests/support/closeness.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace atria::survival {
namespace {

constexpr AftDistribution all[] = {AftDistribution::exponential, AftDistribution::weibull, AftDistribution::log_normal,
                                   AftDistribution::log_logistic};

TEST_CASE("log survivors of the normal and the logistic distribution are R's, far into the tails") {
    struct Known {
        double w;
        double normal;
        double logistic;
    };
    // sprintf("%.17g", pnorm(w, lower.tail = FALSE, log.p = TRUE)), the same of plogis
    const Known rows[] = {{-40, -0, -4.2483542552915889e-18},
                          {-8, -6.2209605742717868e-16, -0.00033540637289576885},
                          {-1, -0.17275377902344988, -0.31326168751822286},
                          {0, -0.69314718055994529, -0.69314718055994529},
                          {0.7, -1.4189677615315315, -1.1031860488854579},
                          {4.9, -14.551182689355313, -4.9074189941486868},
                          {5, -15.064998393988725, -5.0067153484891183},
                          {5.1, -15.588487091871468, -5.1060782366017792},
                          {8, -35.013437159914552, -8.000335406372896},
                          {20, -203.91715537109727, -20.000000002061153},
                          {37, -689.03058557689064, -37},
                          {40, -804.6084420137538, -40},
                          {300, -45006.62273211866, -300}};
    for (const Known& known : rows) {
        CAPTURE(known.w);
        CHECK(test::relative_difference(log_survivor(AftDistribution::log_normal, known.w).value, known.normal) <
              1e-14);
        CHECK(test::relative_difference(log_survivor(AftDistribution::log_logistic, known.w).value, known.logistic) <
              1e-14);
    }
}

TEST_CASE("derivatives are those of the logarithms") {
    for (const AftDistribution distribution : all) {
        for (const auto function : {log_density, log_survivor}) {
            for (const double w : {-30.0, -6.0, -1.3, 0.0, 0.4, 2.0, 4.9, 5.1, 6.4}) {
                CAPTURE(static_cast<int>(distribution), w);
                const double h = 1e-5;
                const LogDerivatives below = function(distribution, w - h);
                const LogDerivatives above = function(distribution, w + h);
                const LogDerivatives here = function(distribution, w);
                CHECK(here.first == Approx((above.value - below.value) / (2 * h)).epsilon(1e-7).margin(1e-9));
                CHECK(here.second == Approx((above.first - below.first) / (2 * h)).epsilon(1e-7).margin(1e-9));
            }
        }
    }
}

TEST_CASE("density and survivor belong together: the density is the hazard times the survivor") {
    for (const AftDistribution distribution : all) {
        for (const double w : {-20.0, -3.0, 0.1, 3.0, 4.999, 5.001}) {
            CAPTURE(static_cast<int>(distribution), w);
            const LogDerivatives survivor = log_survivor(distribution, w);
            CHECK(log_density(distribution, w).value ==
                  Approx(std::log(-survivor.first) + survivor.value).epsilon(1e-13));
        }
    }
}

TEST_CASE("names go there and back, unknown ones are told") {
    for (const AftDistribution distribution : all) {
        CHECK(aft_distribution_named(name_of(distribution)) == distribution);
    }
    CHECK(!aft_distribution_named("gaussian"));
}

}  // namespace
}  // namespace atria::survival
