#include "kernels/survival/cox_variant_sandwich.hpp"

#include "kernels/math/tails.hpp"
#include "tests/support/closeness.hpp"
#include "tests/support/cox_scan_checks.hpp"
#include "tests/support/cox_scans.hpp"
#include "tests/support/random_cox_study.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <vector>

namespace atria::survival {
namespace {

using test::CoxStudy;

constexpr CoxTest robust{.statistic = CoxStatistic::maximum, .robust = true};

std::size_t check(const Estimate& row, const std::vector<test::PlainStratum>& strata, Ties ties) {
    if (row.status != RowStatus::ok || row.test == TestKind::firth) { return 0; }
    const Eigen::Index p = strata.front().x.cols();
    const test::PlainCoxFit fit = test::plain_cox_fit(strata, ties, p);
    const double error = test::plain_robust_error(strata, ties, fit);
    CHECK(row.test == TestKind::sandwich);
    CHECK(test::relative_difference(row.standard_error, error) < 1e-9);
    CHECK(row.neg_log10_p == Approx(math::normal_neg_log10_p(row.beta / error)).epsilon(1e-8));
    return 1;
}

TEST_CASE("robust standard errors of Cox scans are the plain sandwich: weights, competing events, missing calls") {
    const CoxStudy studies[] = {
        test::random_cox_study(401, {.people = {70, 50}, .outcomes = 1}),
        test::random_cox_study(402, {.people = {60, 50}, .outcomes = 1, .weights = true}),
        test::random_cox_study(403, {.people = {60, 50}, .outcomes = 1, .events = 0.4, .competing = 0.5}),
        test::random_cox_study(404, {.people = {70}, .outcomes = 1, .events = 0.3, .competing = 0.5, .weights = true}),
    };
    for (const CoxStudy& study : studies) {
        for (const Ties ties : test::both_ties) {
            const ScanRows rows = test::cox_scan(study, ties, 0, study.variants(), robust)[0];
            std::size_t checked = 0;
            for (std::size_t v = 0; v < study.variants(); ++v) {
                std::vector<test::PlainStratum> all;
                for (std::size_t c = 0; c < study.cohorts.size(); ++c) {
                    const auto stratum = study.plain(c, 0, v);
                    if (!stratum) { continue; }
                    INFO("variant " << v << ", cohort " << c);
                    checked += check(rows.cohorts[c][v], {*stratum}, ties);
                    all.push_back(*stratum);
                }
                INFO("variant " << v << ", pooled");
                checked += check(rows.pooled[v].pooled, all, ties);
            }
            CHECK(checked > 10);
        }
    }
}

}  // namespace
}  // namespace atria::survival
