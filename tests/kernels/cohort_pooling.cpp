#include "kernels/cohort_pooling.hpp"

#include "kernels/math/meta_analysis.hpp"
#include "tests/support/closeness.hpp"
#include "tests/support/scan_rows.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace atria {
namespace {

constexpr std::size_t variants = 40;
constexpr std::size_t cohorts = 4;

std::vector<Estimate> own(const ScanRows& rows, std::size_t v) {
    std::vector<Estimate> estimates;
    for (const auto& cohort : rows.cohorts) { estimates.push_back(cohort[v]); }
    return estimates;
}

TEST_CASE("rows of which nothing is asked stay as the kernel gave them") {
    ScanRows rows = test::made_up_rows(0, variants, cohorts, 0);
    for (AssociationRow& row : rows.pooled) { row.meta.beta_random = 7; }
    CHECK(pool_cohorts({}, {}, rows) == 0);
    CHECK(rows.leave_one_out.empty());
    for (const AssociationRow& row : rows.pooled) { CHECK(row.meta.beta_random == 7); }
}

TEST_CASE("restricted likelihood takes the place of the random effects and of nothing else") {
    ScanRows rows = test::made_up_rows(0, variants, cohorts, 0);
    const ScanRows before = rows;
    CHECK(pool_cohorts({math::BetweenCohorts::restricted_likelihood}, {}, rows) == 0);
    for (std::size_t v = 0; v < variants; ++v) {
        const auto random = math::random_effects(own(rows, v), math::BetweenCohorts::restricted_likelihood);
        CHECK(test::same_bits(rows.pooled[v].meta.beta_random, random.beta));
        CHECK(test::same_bits(rows.pooled[v].meta.se_random, random.standard_error));
        CHECK(test::same_bits(rows.pooled[v].meta.random_neg_log10_p, random.neg_log10_p));
        CHECK(rows.pooled[v].meta.q == before.pooled[v].meta.q);
        CHECK(test::same_bits(rows.pooled[v].meta.se_fixed, before.pooled[v].meta.se_fixed));
        CHECK(test::same_bits(rows.pooled[v].pooled.beta, before.pooled[v].pooled.beta));
    }
}

TEST_CASE("each row tells the cohort whose absence changes most") {
    ScanRows rows = test::made_up_rows(0, variants, cohorts, 0);
    pool_cohorts({math::BetweenCohorts::dersimonian_laird, true}, {}, rows);
    REQUIRE(rows.leave_one_out.size() == variants);
    for (std::size_t v = 0; v < variants; ++v) {
        const math::LeaveOneOut expected = math::leave_one_out(own(rows, v));
        CHECK(test::same_bits(rows.leave_one_out[v].largest_change, expected.largest_change));
        CHECK(rows.leave_one_out[v].cohort == expected.cohort);
    }
}

TEST_CASE("corrected cohorts are put together anew, and then the results are corrected") {
    ScanRows rows = test::made_up_rows(0, variants, cohorts, 0);
    const ScanRows before = rows;
    const ErrorFactors factors{{1, 1.5, 1, 1.1}, 1.25, 2, 4};
    pool_cohorts({math::BetweenCohorts::restricted_likelihood, true, math::GenomicControl::both}, factors, rows);
    REQUIRE(rows.leave_one_out.size() == variants);
    for (std::size_t v = 0; v < variants; ++v) {
        std::vector<Estimate> estimates = own(before, v);
        for (std::size_t c = 0; c < cohorts; ++c) {
            estimates[c].standard_error *= factors.cohorts[c];
            CHECK(test::same_bits(rows.cohorts[c][v].standard_error, estimates[c].standard_error));
        }
        const auto random = math::random_effects(estimates, math::BetweenCohorts::restricted_likelihood);
        const MetaAnalysis meta = math::meta_analysis(estimates);
        CHECK(test::same_bits(rows.pooled[v].meta.q, meta.q));
        CHECK(test::same_bits(rows.pooled[v].meta.beta_fixed, meta.beta_fixed));
        CHECK(test::same_bits(rows.pooled[v].meta.se_fixed, 2 * meta.se_fixed));
        CHECK(test::same_bits(rows.pooled[v].meta.se_random, 4 * random.standard_error));
        CHECK(test::same_bits(rows.pooled[v].pooled.standard_error, 1.25 * before.pooled[v].pooled.standard_error));
        CHECK(test::same_bits(rows.leave_one_out[v].largest_change, math::leave_one_out(estimates).largest_change));
    }
}

TEST_CASE("rows whose numbers leave the range of a double are counted") {
    ScanRows rows = test::made_up_rows(0, 1, 2, 0);
    for (auto& cohort : rows.cohorts) {
        cohort[0] = test::made_up_estimate(0, 1);
        cohort[0].standard_error = 1e-200;
    }
    rows.cohorts[0][0].beta = -1;
    CHECK(pool_cohorts({math::BetweenCohorts::restricted_likelihood}, {}, rows) == 1);
    CHECK(std::isnan(rows.pooled[0].meta.beta_random));
}

}  // namespace
}  // namespace atria
