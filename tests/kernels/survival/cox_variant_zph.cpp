#include "kernels/survival/cox_variant_zph.hpp"

#include "kernels/math/tails.hpp"
#include "tests/support/closeness.hpp"
#include "tests/support/cox_scan_golden.hpp"
#include "tests/support/cox_scans.hpp"
#include "tests/support/golden_table.hpp"
#include "tests/support/random_cox_study.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace atria::survival {
namespace {

using test::cox_scan;
using test::CoxStudy;

const std::map<std::string, ZphTransform> transforms{{"zph_km", ZphTransform::km},
                                                     {"zph_rank", ZphTransform::rank},
                                                     {"zph_log", ZphTransform::log},
                                                     {"zph_identity", ZphTransform::identity}};

TEST_CASE("each variant's test of proportional hazards is that of R's cox.zph, pooled and by cohort") {
    const CoxStudy study = test::golden_cox_study();
    const test::GoldenTable golden("cox_scan.tsv");
    for (const auto& [column, transform] : transforms) {
        const ScanRows efron = cox_scan(study, Ties::efron, 0, study.variants(), {.zph_p = 1}, transform)[0];
        const ScanRows breslow = cox_scan(study, Ties::breslow, 0, study.variants(), {.zph_p = 1}, transform)[0];
        std::size_t tested = 0;
        for (std::size_t i = 0; i < golden.rows(); ++i) {
            const ScanRows& rows = golden.word(i, "ties") == "efron" ? efron : breslow;
            const auto v = static_cast<std::size_t>(golden.number(i, "variant"));
            const double cohort = golden.number(i, "cohort");
            const Estimate& row =
                cohort < 0 ? rows.pooled[v].pooled : rows.cohorts[static_cast<std::size_t>(cohort)][v];
            INFO(column << ", " << golden.word(i, "ties") << ", variant " << v << ", cohort " << cohort);
            const double expected = golden.number(i, column);
            REQUIRE(std::isnan(row.zph_chisq) == std::isnan(expected));
            if (std::isnan(expected)) { continue; }
            ++tested;
            CHECK(std::fabs(row.zph_chisq - expected) < 1e-9 * std::max(1.0, expected));
            CHECK(row.zph_neg_log10_p == Approx(math::chi_square_neg_log10_p(row.zph_chisq, 1)).epsilon(1e-9));
        }
        CHECK(tested > 80);
    }
}

TEST_CASE("hazards are tested where the score test's p is small, and the estimate is at its maximum there") {
    const CoxStudy study = test::random_cox_study(61, {.people = {300, 400}, .outcomes = 1});
    const CoxTest some{.refine_p = 1e-6, .zph_p = 0.2};
    const ScanRows all = cox_scan(study, Ties::efron, 0, study.variants(), {.zph_p = 1}, ZphTransform::km)[0];
    const ScanRows rows = cox_scan(study, Ties::efron, 0, study.variants(), some, ZphTransform::km)[0];
    std::size_t tested = 0;
    const auto check = [&](const Estimate& row, const Estimate& expected) {
        const bool small = row.neg_log10_p > -std::log10(some.zph_p) && row.status == RowStatus::ok;
        REQUIRE(std::isnan(row.zph_chisq) != small);
        if (!small) { return; }
        ++tested;
        CHECK(row.status == RowStatus::ok);
        CHECK(test::relative_difference(row.zph_chisq, expected.zph_chisq) < 1e-9);
    };
    for (std::size_t v = 0; v < study.variants(); ++v) {
        check(rows.pooled[v].pooled, all.pooled[v].pooled);
        for (std::size_t c = 0; c < 2; ++c) { check(rows.cohorts[c][v], all.cohorts[c][v]); }
    }
    CHECK(tested > 5);
    CHECK(tested < 30);
}

TEST_CASE("no logarithm of times at or before 0, and no trend along a time at which all events are") {
    CoxStudy study = test::random_cox_study(62, {.people = {60, 50}, .outcomes = 2, .delayed_entry = false});
    for (CoxCohort& cohort : study.cohorts) {
        cohort.outcomes[0].exit[0] = 0;
        cohort.outcomes[0].event[0] = 1;
        for (double& time : cohort.outcomes[1].exit) { time = 5; }
    }
    CoxNull null = fit_cox_null(study.cohorts, Ties::breslow);
    CHECK(set_zph_scale(study.cohorts, ZphTransform::log, null) == std::vector<std::size_t>{0});
    const auto rows = cox_scan(study, Ties::breslow, 0, study.variants(), {.zph_p = 1}, ZphTransform::log);
    for (const ScanRows& outcome : rows) {
        for (const AssociationRow& row : outcome.pooled) { CHECK(std::isnan(row.pooled.zph_chisq)); }
    }
}

}  // namespace
}  // namespace atria::survival
