#include "kernels/survival/cox_fit.hpp"

#include "tests/support/closeness.hpp"
#include "tests/support/cox_scans.hpp"
#include "tests/support/random_cox_study.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

namespace atria::survival {
namespace {

using test::cox_scan;
using test::CoxStudy;

/// The same rows with and without the expansion.
void check_expansion(const CoxStudy& study) {
    const double refine_p = 0.3;
    const ScanRows exact = cox_scan(study, Ties::efron)[0];
    const ScanRows quick = cox_scan(study, Ties::efron, 0, study.variants(), {.refine_p = refine_p})[0];
    std::size_t refined = 0;
    std::size_t expanded = 0;
    for (std::size_t v = 0; v < study.variants(); ++v) {
        const Estimate& all = exact.pooled[v].pooled;
        const Estimate& some = quick.pooled[v].pooled;
        REQUIRE(all.status == RowStatus::ok);
        if (some.status == RowStatus::ok) {
            ++refined;
            CHECK(some.beta == Approx(all.beta).epsilon(1e-10));
            CHECK(some.standard_error == Approx(all.standard_error).epsilon(1e-10));
            CHECK(some.score_chisq == Approx(all.score_chisq).epsilon(1e-10));
            for (std::size_t c = 0; c < study.cohorts.size(); ++c) {
                if (exact.cohorts[c][v].status != RowStatus::ok) { continue; }
                CHECK(quick.cohorts[c][v].beta == Approx(exact.cohorts[c][v].beta).epsilon(1e-10));
            }
        } else {
            ++expanded;
            REQUIRE(some.status == RowStatus::expansion);
            CHECK(std::pow(10, -all.neg_log10_p) > 0.9 * refine_p);
            CHECK(std::fabs(some.beta - all.beta) < 0.02 * all.standard_error);
            CHECK(some.standard_error == Approx(all.standard_error).epsilon(0.01));
            CHECK(some.log_likelihood == Approx(all.log_likelihood).margin(0.01));
            CHECK(std::fabs(some.statistic - all.statistic) < 0.02);
        }
        CHECK(some.n == all.n);
        CHECK(some.n_events == all.n_events);
        CHECK(quick.pooled[v].meta.cohorts == exact.pooled[v].meta.cohorts);
    }
    CHECK(refined > 0);
    CHECK(expanded > 0);
}

TEST_CASE("only small p are refined when asked, and the expansion of the others is near the maximum") {
    test::CoxShape shape;
    shape.people = {900, 700, 1100};
    shape.outcomes = 1;
    shape.variants = 24;
    check_expansion(test::random_cox_study(11, shape));
    shape.weights = true;
    check_expansion(test::random_cox_study(12, shape));
    shape.weights = false;
    shape.events = 0.4;
    shape.competing = 0.5;
    check_expansion(test::random_cox_study(13, shape));
}

TEST_CASE("neither the unit nor the offset of a covariate or of time reaches the Cox results") {
    const CoxStudy study = test::random_cox_study(310, {.outcomes = 1});
    CoxStudy changed = study;
    for (CoxCohort& cohort : changed.cohorts) {
        cohort.covariates.values.col(0) *= 1e6;
        cohort.covariates.values.col(1).array() += 1e6;
        for (double& time : cohort.outcomes[0].entry) { time = (time + 20000) / 365.25; }
        for (double& time : cohort.outcomes[0].exit) { time = (time + 20000) / 365.25; }
    }
    const ScanRows rows = cox_scan(study, Ties::efron)[0];
    const ScanRows other = cox_scan(changed, Ties::efron)[0];
    for (std::size_t v = 0; v < study.variants(); ++v) {
        const Estimate& a = rows.pooled[v].pooled;
        const Estimate& b = other.pooled[v].pooled;
        REQUIRE(a.status == b.status);
        REQUIRE(std::fabs(a.score_chisq - b.score_chisq) < 1e-8 * std::max(1.0, a.score_chisq));
        if (a.status != RowStatus::ok) { continue; }
        REQUIRE(std::fabs(a.beta - b.beta) < 1e-9 * a.standard_error);
        REQUIRE(test::relative_difference(b.standard_error, a.standard_error) < 1e-9);
    }
}

}  // namespace
}  // namespace atria::survival
