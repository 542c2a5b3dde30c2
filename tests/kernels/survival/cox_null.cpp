#include "kernels/survival/cox_null.hpp"

#include "tests/support/plain_cox_model.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace atria::survival {
namespace {

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
    // As a nuisance it may run off: the likelihood has its supremum all the same, and nothing overflows on the way.
    const test::PlainCoxFit far = test::plain_cox_fit({plain(cohorts[0]), plain(cohorts[1])}, Ties::efron, 2);
    CHECK(std::fabs(separated.nulls[0].summary.log_likelihood - static_cast<double>(far.at_end.log_likelihood)) < 1e-6);
    for (const CoxNullCohort& cohort : separated.nulls[0].cohorts) {
        CHECK(cohort.pooled.information.allFinite());
        for (const double risk : cohort.pooled.risk) { REQUIRE((risk >= 0 && risk <= 1)); }
    }
    CHECK(fit_cox_null({}, Ties::efron).nulls.empty());
}

}  // namespace
}  // namespace atria::survival
