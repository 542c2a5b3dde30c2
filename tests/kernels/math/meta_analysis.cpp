#include "kernels/math/meta_analysis.hpp"

#include "tests/support/closeness.hpp"
#include "tests/support/golden_table.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

namespace atria::math {
namespace {

Estimate estimate(double beta, double standard_error) {
    Estimate answer;
    answer.beta = beta;
    answer.standard_error = standard_error;
    answer.status = std::isnan(beta) ? RowStatus::monomorphic : RowStatus::ok;
    return answer;
}

TEST_CASE("meta-analysis equals metafor's FE and DL") {
    const test::GoldenTable cohorts("meta_analysis_cohorts.tsv");
    const test::GoldenTable golden("meta_analysis.tsv");
    for (std::size_t row = 0; row < golden.rows(); ++row) {
        const std::string& name = golden.word(row, "case");
        std::vector<Estimate> own;
        for (std::size_t c = 0; c < cohorts.rows(); ++c) {
            if (cohorts.word(c, "case") != name) { continue; }
            own.push_back(estimate(cohorts.number(c, "beta"), cohorts.number(c, "se")));
        }
        REQUIRE(!own.empty());
        const MetaAnalysis answer = meta_analysis(own);
        INFO(name);
        CHECK(answer.cohorts == golden.number(row, "cohorts"));
        const auto near = [&](double value, const char* column) {
            INFO(column);
            CHECK(test::relative_difference(value, golden.number(row, column)) < 1e-10);
        };
        near(answer.q, "q");
        near(answer.i2, "i2");
        near(answer.q_neg_log10_p, "q_neg_log10_p");
        near(answer.beta_fixed, "beta_fixed");
        near(answer.se_fixed, "se_fixed");
        near(answer.fixed_neg_log10_p, "fixed_neg_log10_p");
        near(answer.beta_random, "beta_random");
        near(answer.se_random, "se_random");
        near(answer.random_neg_log10_p, "random_neg_log10_p");
    }
}

TEST_CASE("a cohort without an estimate takes no part, whatever stands in its row") {
    const std::vector<Estimate> two = {estimate(0.2, 0.1), estimate(0.6, 0.12)};
    const MetaAnalysis expected = meta_analysis(two);
    Estimate not_converged = estimate(9, 1e-3);
    not_converged.status = RowStatus::not_converged;
    const std::vector<Estimate> more = {not_converged,           two[0], estimate(5, 0), estimate(1, INFINITY),
                                        estimate(INFINITY, 0.1), two[1], Estimate{}};
    const MetaAnalysis answer = meta_analysis(more);
    CHECK(answer.cohorts == 2);
    CHECK(test::same_bits(answer.q, expected.q));
    CHECK(test::same_bits(answer.beta_fixed, expected.beta_fixed));
    CHECK(test::same_bits(answer.beta_random, expected.beta_random));
    CHECK(test::same_bits(answer.random_neg_log10_p, expected.random_neg_log10_p));
}

TEST_CASE("without cohorts there is nothing to say") {
    const MetaAnalysis answer = meta_analysis({});
    CHECK(answer.cohorts == 0);
    CHECK(std::isnan(answer.beta_fixed));
    CHECK(std::isnan(answer.q));
}

}  // namespace
}  // namespace atria::math
