#include "kernels/survival/cox_null.hpp"

#include "tests/support/closeness.hpp"
#include "tests/support/cox_scan_checks.hpp"
#include "tests/support/cox_scans.hpp"
#include "tests/support/plain_cox_model.hpp"
#include "tests/support/random_cox_study.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace atria::survival {
namespace {

using test::check_study;
using test::cox_scan;
using test::CoxStudy;
using test::same_rows;

std::vector<CoxCohort> random_cohorts(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::vector<CoxCohort> cohorts;
    for (const std::size_t n : {50U, 80U}) {
        CoxCohort cohort;
        cohort.covariates.names = {"age", "pc"};
        cohort.covariates.values =
            Eigen::MatrixXd::NullaryExpr(static_cast<Eigen::Index>(n), 2, [&]() { return normal(random); });
        cohort.covariates.values.col(0) =
            cohort.covariates.values.col(0) * 10 + Eigen::VectorXd::Constant(static_cast<Eigen::Index>(n), 60);
        SurvivalOutcome outcome;
        outcome.name = "death";
        for (std::size_t i = 0; i < n; ++i) {
            const double age = cohort.covariates.values(static_cast<Eigen::Index>(i), 0);
            outcome.entry.push_back(static_cast<double>(random() % 20));
            outcome.exit.push_back(outcome.entry.back() + 1 + static_cast<double>(random() % 30));
            outcome.event.push_back(age + 5 * normal(random) > 58 ? 1 : 0);
        }
        cohort.outcomes = {outcome};
        cohorts.push_back(std::move(cohort));
    }
    return cohorts;
}

test::PlainStratum plain(const CoxCohort& cohort) {
    const SurvivalOutcome& outcome = cohort.outcomes[0];
    return {outcome.entry, outcome.exit, outcome.event, cohort.covariates.values};
}

TEST_CASE("Cox null model: likelihood and predictors of the plain model, shared and by cohort") {
    const std::vector<CoxCohort> cohorts = random_cohorts(501);
    for (const Ties ties : {Ties::efron, Ties::breslow}) {
        const CoxNull null = fit_cox_null(cohorts, ties);
        const CoxNullOutcome& outcome = null.nulls.at(0);
        const test::PlainCoxFit shared = test::plain_cox_fit({plain(cohorts[0]), plain(cohorts[1])}, ties, 2);
        REQUIRE(shared.finite);
        CHECK(outcome.summary.status == RowStatus::ok);
        double log_likelihood = 0;
        for (std::size_t c = 0; c < 2; ++c) {
            const CoxNullCohort& cohort = outcome.cohorts[c];
            const test::PlainCoxFit own = test::plain_cox_fit({plain(cohorts[c])}, ties, 2);
            // Differences of predictors within a cohort: what is common to all of them is free.
            const Eigen::MatrixXd& x = cohorts[c].covariates.values;
            const Eigen::VectorXd shared_eta = x * shared.beta.cast<double>();
            const Eigen::VectorXd own_eta = x * own.beta.cast<double>();
            const auto first = cohort.sets.person[0];
            for (std::size_t i = 0; i < cohort.sets.people(); ++i) {
                const auto person = cohort.sets.person[i];
                REQUIRE(std::fabs(cohort.pooled.eta[i] - cohort.pooled.eta[0] -
                                  (shared_eta[person] - shared_eta[first])) < 1e-10);
                REQUIRE(std::fabs(cohort.own.eta[i] - cohort.own.eta[0] - (own_eta[person] - own_eta[first])) < 1e-10);
                REQUIRE(cohort.pooled.risk[i] == Approx(std::exp(cohort.pooled.eta[i])).epsilon(1e-14));
            }
            CHECK(std::fabs(cohort.own.log_likelihood - static_cast<double>(own.at_end.log_likelihood)) < 1e-10);
            CHECK(cohort.own.status == RowStatus::ok);
            log_likelihood += cohort.pooled.log_likelihood;
        }
        CHECK(std::fabs(log_likelihood - static_cast<double>(shared.at_end.log_likelihood)) < 1e-10);
    }
}

TEST_CASE("Cox null model: who is left out is counted by the first reason that applies") {
    std::vector<CoxCohort> cohorts = random_cohorts(502);
    SurvivalOutcome& outcome = cohorts[0].outcomes[0];
    outcome.event[0] = NAN;
    outcome.exit[0] = NAN;
    outcome.exit[1] = NAN;
    outcome.entry[2] = NAN;
    outcome.entry[3] = outcome.exit[3];
    cohorts[0].covariates.values(4, 1) = NAN;
    const CoxNull null = fit_cox_null(cohorts, Ties::efron);
    const AnalysisSet& set = null.nulls[0].summary.sets[0];
    CHECK(set.people == 45);
    CHECK(null.nulls[0].cohorts[0].sets.analysed == 45);
    std::size_t left_out = 0;
    for (const auto& [reason, people] : set.left_out) {
        CHECK(people == 1);
        left_out += people;
    }
    CHECK(left_out == 5);
    CHECK(set.left_out.count("covariate pc missing") == 1);
    CHECK(null.nulls[0].summary.sets[1].left_out.empty());
}

TEST_CASE("Cox null model: a cohort without events is told, a covariate that separates does no harm") {
    std::vector<CoxCohort> cohorts = random_cohorts(503);
    for (double& event : cohorts[1].outcomes[0].event) { event = 0; }
    const CoxNull half = fit_cox_null(cohorts, Ties::efron);
    CHECK(half.nulls[0].summary.status == RowStatus::ok);
    CHECK(half.nulls[0].summary.own_status[0] == RowStatus::ok);
    CHECK(half.nulls[0].summary.own_status[1] == RowStatus::no_events);
    CHECK(half.nulls[0].summary.events == std::vector<std::size_t>{half.nulls[0].cohorts[0].sets.events, 0});

    // Everybody with the covariate has the event before anybody without: no finite maximum.
    for (CoxCohort& cohort : cohorts) {
        SurvivalOutcome& outcome = cohort.outcomes[0];
        for (std::size_t i = 0; i < outcome.exit.size(); ++i) {
            const bool early = i % 2 == 0;
            outcome.entry[i] = 0;
            outcome.exit[i] = (early ? 1 : 1000) + static_cast<double>(i);
            outcome.event[i] = 1;
            cohort.covariates.values(static_cast<Eigen::Index>(i), 1) = early ? 1 : 0;
        }
    }
    const CoxNull separated = fit_cox_null(cohorts, Ties::efron);
    CHECK(separated.nulls[0].summary.status == RowStatus::infinite_estimate);
    for (const RowStatus own : separated.nulls[0].summary.own_status) { CHECK(own == RowStatus::infinite_estimate); }
    // Its likelihood has its supremum all the same, and nothing overflows on the way.
    const test::PlainCoxFit far = test::plain_cox_fit({plain(cohorts[0]), plain(cohorts[1])}, Ties::efron, 2);
    CHECK(std::fabs(separated.nulls[0].summary.log_likelihood - static_cast<double>(far.at_end.log_likelihood)) < 1e-6);
    for (const CoxNullCohort& cohort : separated.nulls[0].cohorts) {
        CHECK(cohort.pooled.information.allFinite());
        for (const double risk : cohort.pooled.risk) { REQUIRE((risk >= 0 && risk <= 1)); }
    }
    CHECK(fit_cox_null({}, Ties::efron).nulls.empty());
}

TEST_CASE("a covariate that separates is told whatever its frequency and its place among the others") {
    for (const std::size_t every : {2U, 10U, 50U}) {
        for (const Eigen::Index place : {0, 1}) {
            std::vector<CoxCohort> cohorts = random_cohorts(511);
            for (CoxCohort& cohort : cohorts) {
                SurvivalOutcome& outcome = cohort.outcomes[0];
                for (std::size_t i = 0; i < outcome.exit.size(); ++i) {
                    const bool early = i % every == 0;
                    outcome.entry[i] = 0;
                    outcome.exit[i] = (early ? 1 : 1000) + static_cast<double>(i);
                    outcome.event[i] = 1;
                    cohort.covariates.values(static_cast<Eigen::Index>(i), place) = early ? 1 : 0;
                }
            }
            CAPTURE(every, place);
            const CoxNull null = fit_cox_null(cohorts, Ties::efron);
            CHECK(null.nulls[0].summary.status == RowStatus::infinite_estimate);
            for (const RowStatus own : null.nulls[0].summary.own_status) { CHECK(own == RowStatus::infinite_estimate); }
        }
    }
}

TEST_CASE("covariates that lose a rank in a cohort or among the people at risk") {
    CoxStudy study = test::random_cox_study(311, {.outcomes = 1, .missing_records = 0});
    study.cohorts[0].covariates.values.col(0).setConstant(52.3);  // all of one age in the first cohort
    // In the second cohort only somebody who leaves before the first event has the second covariate.
    SurvivalOutcome& outcome = study.cohorts[1].outcomes[0];
    study.cohorts[1].covariates.values.col(1).setZero();
    study.cohorts[1].covariates.values(0, 1) = 1;
    outcome.entry[0] = 0;
    outcome.exit[0] = 1;
    outcome.event[0] = 0;
    for (std::size_t i = 1; i < outcome.exit.size(); ++i) { outcome.exit[i] += 1; }
    for (const Ties ties : test::both_ties) { check_study(study, ties); }
}

/// The same people with every stratum of a cohort as a cohort of its own.
CoxStudy strata_as_cohorts(const CoxStudy& study, double strata) {
    CoxStudy answer;
    for (std::size_t c = 0; c < study.cohorts.size(); ++c) {
        for (double stratum = 0; stratum < strata; ++stratum) {
            CoxCohort cohort = study.cohorts[c];
            for (SurvivalOutcome& outcome : cohort.outcomes) {
                for (std::size_t i = 0; i < outcome.event.size(); ++i) {
                    if (outcome.stratum[i] != stratum) { outcome.event[i] = NAN; }
                }
                outcome.stratum.clear();
            }
            answer.cohorts.push_back(cohort);
            answer.calls.push_back(study.calls[c]);
            answer.storage.push_back(study.storage[c]);
        }
    }
    return answer;
}

TEST_CASE("strata within cohorts are to the pooled rows what cohorts are") {
    CoxStudy study = test::random_cox_study(21, {.people = {150, 90, 120}, .outcomes = 1, .variants = 14});
    for (CoxCohort& cohort : study.cohorts) {
        for (std::size_t i = 0; i < cohort.covariates.people(); ++i) {
            cohort.outcomes[0].stratum.push_back(i % 17 == 0 ? NAN : static_cast<double>(i % 3));
        }
    }
    const CoxStudy split = strata_as_cohorts(study, 3);
    for (const Ties ties : test::both_ties) {
        for (const double refine_p : {1.0, 0.3}) {
            const ScanRows rows = cox_scan(study, ties, 0, study.variants(), {.refine_p = refine_p})[0];
            const ScanRows apart = cox_scan(split, ties, 0, study.variants(), {.refine_p = refine_p})[0];
            std::size_t estimates = 0;
            for (std::size_t v = 0; v < study.variants(); ++v) {
                const Estimate& a = rows.pooled[v].pooled;
                const Estimate& b = apart.pooled[v].pooled;
                CHECK(a.n == b.n);
                CHECK(a.n_events == b.n_events);
                REQUIRE(a.status == b.status);
                // Expansions leave people without a call out of the covariate effects to first order, stratum by
                // stratum or cohort by cohort.
                const bool exact = a.status != RowStatus::expansion;
                const double tolerance = exact ? 1e-9 : 2e-2;
                CHECK(std::fabs(a.score_chisq - b.score_chisq) < tolerance * std::max(1.0, b.score_chisq));
                if (std::isnan(a.beta)) { continue; }
                ++estimates;
                CHECK(std::fabs(a.beta - b.beta) < tolerance * b.standard_error);
                CHECK(test::relative_difference(a.standard_error, b.standard_error) < tolerance);
                CHECK(std::fabs(a.log_likelihood - b.log_likelihood) < (exact ? 1e-8 : 1e-2));
            }
            CHECK(estimates > 5);
        }
    }
}

TEST_CASE("a covariate that is constant within every stratum is left out, and the scan is that without it") {
    CoxStudy study = test::random_cox_study(22, {.people = {150, 90}, .outcomes = 1, .missing_records = 0});
    for (CoxCohort& cohort : study.cohorts) {
        for (std::size_t i = 0; i < cohort.covariates.people(); ++i) {
            const double stratum = static_cast<double>(i % 2);
            cohort.outcomes[0].stratum.push_back(stratum);
            cohort.covariates.values(static_cast<Eigen::Index>(i), 1) = 7 - 2 * stratum;
        }
    }
    const CoxNull null = fit_cox_null(study.cohorts, Ties::efron);
    CHECK(null.nulls[0].summary.dropped_covariates == std::vector<std::string>{study.cohorts[0].covariates.names[1]});
    CoxStudy without = study;
    for (CoxCohort& cohort : without.cohorts) {
        cohort.covariates.names.pop_back();
        cohort.covariates.values.conservativeResize(Eigen::NoChange, 1);
    }
    const ScanRows rows = cox_scan(study, Ties::efron)[0];
    const ScanRows expected = cox_scan(without, Ties::efron)[0];
    for (std::size_t v = 0; v < study.variants(); ++v) { CHECK(same_rows(rows, expected, 0)); }
}

TEST_CASE("a known part of the hazard along a covariate is taken from that covariate's effect, and nothing else") {
    CoxStudy study = test::random_cox_study(23, {.people = {150, 90, 60}, .outcomes = 1, .missing_records = 0});
    const ScanRows expected = cox_scan(study, Ties::efron)[0];
    for (CoxCohort& cohort : study.cohorts) {
        for (Eigen::Index i = 0; i < cohort.covariates.values.rows(); ++i) {
            cohort.outcomes[0].offset.push_back(0.8 * cohort.covariates.values(i, 1) - 3);
        }
    }
    study.cohorts[1].outcomes[0].offset[5] = NAN;
    const CoxNull null = fit_cox_null(study.cohorts, Ties::efron);
    CHECK(null.nulls[0].summary.sets[1].left_out.at("prediction missing") == 1);
    study.cohorts[1].outcomes[0].offset[5] = 0.8 * study.cohorts[1].covariates.values(5, 1) - 3;
    const ScanRows rows = cox_scan(study, Ties::efron)[0];
    for (std::size_t v = 0; v < study.variants(); ++v) {
        const Estimate& a = rows.pooled[v].pooled;
        const Estimate& b = expected.pooled[v].pooled;
        REQUIRE(a.status == b.status);
        CHECK(test::relative_difference(a.score_chisq, b.score_chisq) < 1e-8);
        if (!std::isnan(b.beta)) { CHECK(std::fabs(a.beta - b.beta) < 1e-9 * b.standard_error); }
    }
}

TEST_CASE("an outcome without a null model has a status, and those beside it their results") {
    CoxStudy study =
        test::random_cox_study(24, {.people = {80, 70}, .covariates = 1, .outcomes = 3, .missing_records = 0});
    for (CoxCohort& cohort : study.cohorts) {
        SurvivalOutcome& separated = cohort.outcomes[1];  // they leave in the order of their covariate
        const std::size_t n = cohort.covariates.people();
        for (std::size_t i = 0; i < n; ++i) {
            separated.event[i] = 1;
            separated.exit[i] = 500 - cohort.covariates.values(static_cast<Eigen::Index>(i), 0);
            if (!separated.entry.empty()) { separated.entry[i] = 0; }
        }
    }
    const std::vector<ScanRows> rows = cox_scan(study, Ties::efron);
    for (std::size_t v = 0; v < study.variants(); ++v) {
        const Estimate& row = rows[1].pooled[v].pooled;
        if (row.status == RowStatus::no_people || row.status == RowStatus::monomorphic) { continue; }
        CHECK((row.status == RowStatus::infinite_estimate || row.status == RowStatus::not_converged));
        CHECK(std::isnan(row.beta));
        for (std::size_t c = 0; c < 2; ++c) { CHECK(rows[1].cohorts[c][v].status != RowStatus::ok); }
    }
    for (const std::size_t o : {0U, 2U}) {
        CoxStudy alone = study;
        for (CoxCohort& cohort : alone.cohorts) { cohort.outcomes = {cohort.outcomes[o]}; }
        CHECK(same_rows(cox_scan(alone, Ties::efron)[0], rows[o], 0));
    }
}

}  // namespace
}  // namespace atria::survival
