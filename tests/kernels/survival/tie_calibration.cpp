#include "kernels/survival/tie_calibration.hpp"

#include "tests/support/cox_scans.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

namespace atria::survival {
namespace {

TieCalibration of(const std::vector<double>& exit, const std::vector<double>& event, Ties ties) {
    const SurvivalOutcome outcome{"o", {}, exit, event};
    return tie_calibration(risk_sets(outcome, std::vector<std::uint8_t>(exit.size(), 1)), ties);
}

TEST_CASE("without ties the score's variance is its information") {
    for (const Ties ties : {Ties::efron, Ties::breslow}) {
        CHECK(of({1, 2, 3, 4, 5}, {1, 0, 1, 1, 1}, ties).mean_chi_square() == Approx(1).epsilon(1e-15));
    }
}

TEST_CASE("two of four die together") {
    CHECK(of({1, 1, 2, 2}, {1, 1, 0, 0}, Ties::breslow).mean_chi_square() == Approx(2.0 / 3).epsilon(1e-15));
    // E1 (1 + 1/6), and the second term's mean varies with it.
    const TieCalibration efron = of({1, 1, 2, 2}, {1, 1, 0, 0}, Ties::efron);
    CHECK(efron.variance == Approx(2.0 / 3 * 2 * 49 / 36).epsilon(1e-14));
    CHECK(efron.information == Approx(2 - 4.0 / 3 / 36).epsilon(1e-14));
}

TEST_CASE("the mean chi-square of a scan under heavy ties is the one foretold") {
    std::mt19937_64 random(12);
    const std::size_t n = 240;
    CoxCohort cohort;
    cohort.covariates.values.resize(static_cast<Eigen::Index>(n), 0);
    SurvivalOutcome outcome{"o", {}, {}, {}};
    for (std::size_t i = 0; i < n; ++i) {
        outcome.exit.push_back(static_cast<double>(1 + random() % 6));
        outcome.event.push_back(random() % 10 == 0 ? 0 : 1);
    }
    cohort.outcomes = {outcome};
    test::CoxStudy study;
    study.cohorts = {cohort};
    const std::size_t variants = 6000;
    auto& calls = study.calls.emplace_back();
    for (std::size_t v = 0; v < variants; ++v) { calls.push_back(test::random_calls(random, n, 0.3, 0)); }
    study.storage.emplace_back(variants, test::Storage::packed);
    for (const Ties ties : {Ties::efron, Ties::breslow}) {
        double sum = 0;
        const ScanRows rows = test::cox_scan(study, ties, 0, variants, {.refine_p = 1e-9})[0];
        for (const AssociationRow& row : rows.pooled) { sum += row.pooled.score_chisq; }
        const double foretold = of(outcome.exit, outcome.event, ties).mean_chi_square();
        CHECK(foretold < 0.97);
        CHECK(sum / static_cast<double>(variants) == Approx(foretold).margin(0.05));
    }
}

}  // namespace
}  // namespace atria::survival
