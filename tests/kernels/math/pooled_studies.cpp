#include "kernels/math/pooled_studies.hpp"

#include "kernels/math/tails.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace atria::math {
namespace {

Estimate estimate(double beta, double error, double n, double frequency) {
    Estimate answer;
    answer.beta = beta;
    answer.standard_error = error;
    answer.n = n;
    answer.effect_allele_frequency = frequency;
    answer.status = RowStatus::ok;
    return answer;
}

TEST_CASE("people are summed and frequencies averaged by people, over the studies that have the variant") {
    const double nan = std::nan("");
    const auto pooled =
        pool_studies(std::vector{estimate(0.1, 0.1, 100, 0.2), Estimate{}, estimate(0.3, 0.1, 300, 0.4)},
                     BetweenCohorts::dersimonian_laird);
    CHECK(pooled.n == 400);
    CHECK(pooled.frequency == Approx(0.35));
    CHECK(pooled.meta.cohorts == 2);
    CHECK(pooled.meta.beta_fixed == Approx(0.2));
    const auto untold = pool_studies(
        std::vector{estimate(0.1, 0.1, nan, 0.2), estimate(0.3, 0.1, 300, 0.4), estimate(0.3, 0.1, 300, nan)},
        BetweenCohorts::dersimonian_laird);
    CHECK(std::isnan(untold.n));
    CHECK(untold.frequency == Approx(0.3));
    CHECK(std::isnan(pool_studies({}, BetweenCohorts::dersimonian_laird).n));
}

TEST_CASE("genomic control of the result widens errors and lessens -log10 p, and leaves heterogeneity alone") {
    auto pooled = pool_studies(std::vector{estimate(0.1, 0.1, 100, 0.2), estimate(0.5, 0.1, 300, 0.4)},
                               BetweenCohorts::restricted_likelihood);
    const auto before = pooled;
    widen(pooled, 1.1, 1);
    CHECK(pooled.meta.se_fixed == Approx(1.1 * before.meta.se_fixed));
    CHECK(pooled.meta.fixed_neg_log10_p == normal_neg_log10_p(pooled.meta.beta_fixed / pooled.meta.se_fixed));
    CHECK(pooled.meta.se_random == before.meta.se_random);
    CHECK(pooled.meta.q == before.meta.q);
    widen(pooled, 1, 1.2);
    CHECK(pooled.meta.se_random == Approx(1.2 * before.meta.se_random));
    CHECK(pooled.random.neg_log10_p < before.random.neg_log10_p);
    CHECK(pooled.meta.random_neg_log10_p == pooled.random.neg_log10_p);
}

}  // namespace
}  // namespace atria::math
