#include "kernels/survival/cox_code_pass.hpp"

#include "kernels/survival/cox_null_terms.hpp"
#include "kernels/survival/cox_screen.hpp"
#include "tests/support/closeness.hpp"
#include "tests/support/cox_scan_checks.hpp"
#include "tests/support/random_cox_study.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <map>
#include <numeric>
#include <random>
#include <vector>

namespace atria::survival {
namespace {

struct Looked {
    std::map<std::size_t, CoxSums> sums;
    std::map<std::size_t, EventCounts> counts;
};

/// The variants as the evaluation of all people sees them at the null model: every risk set's sums, without those who
/// lack a call.
Looked evaluated(const CoxNullCohort& cohort, Ties ties, const GenotypeBlock& block) {
    std::vector<std::size_t> all(block.variants.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    const std::vector<CoxFit> fits(all.size(), CoxFit(cohort.covariates, true, 0.0));
    Looked answer;
    CoxEvaluation evaluation(cohort, cohort.own, ties, block);
    evaluation.run(all, fits, [&](std::size_t v, const CoxSums& sums, const EventCounts& counts) {
        answer.sums.emplace(v, sums);
        answer.counts.emplace(v, counts);
    });
    return answer;
}

/// `rare_missing`: share of the calls that every other variant lacks.
void check_screen(const test::CoxStudy& study, std::size_t variants, double rare_missing) {
    const CoxCohort& people = study.cohorts[0];
    const std::size_t n = people.covariates.people();
    std::mt19937_64 random(512);
    std::vector<test::Calls> calls;
    std::vector<test::Storage> storage;
    for (std::size_t v = 0; v < variants; ++v) {
        const double frequency = v % 3 == 0 ? 0.1 : (v % 3 == 1 ? 0.85 : 0.45);
        calls.push_back(test::random_calls(random, n, frequency, v % 2 == 0 ? rare_missing : 0.0));
        storage.push_back(v % 5 == 1 ? test::Storage::sparse_base_2
                                     : (v % 5 == 3 ? test::Storage::sparse_base_0 : test::Storage::packed));
    }
    const GenotypeBlock block = test::genotype_block(n, calls, storage);
    for (const Ties ties : test::both_ties) {
        const CoxNull null = fit_cox_null(study.cohorts, ties);
        const CoxNullCohort& cohort = null.nulls[0].cohorts[0];
        const Looked slow = evaluated(cohort, ties, block);
        const CoxScreen screen(cohort, cohort.own, ties, n);
        std::vector<std::size_t> all(variants);
        std::iota(all.begin(), all.end(), std::size_t{0});
        std::size_t seen = 0;
        screen.run(block, all, [&](std::size_t v, const CoxSums& quick, const EventCounts& counts) {
            ++seen;
            CAPTURE(v);
            const CoxSums& sums = slow.sums.at(v);
            const double information = sums.information_zz;
            CHECK(std::fabs(quick.score_z - sums.score_z) < 1e-11 * std::max(1.0, information));
            CHECK(test::relative_difference(quick.information_zz, information) < 1e-11);
            CHECK(std::fabs(quick.third - sums.third) < 1e-11 * std::max(1.0, information));
            CHECK(std::fabs(quick.fourth - sums.fourth) < 1e-11 * std::max(1.0, information));
            CHECK(test::relative_difference(quick.log_likelihood, sums.log_likelihood) < 1e-12);
            CHECK(counts.copies == slow.counts.at(v).copies);
            CHECK(counts.events == slow.counts.at(v).events);
        });
        CHECK(seen == variants);
    }
}

TEST_CASE("sums of codes in one pass are those over all risk sets: strata, ties, missing calls, either storage") {
    for (const bool delayed : {false, true}) {
        auto study = test::random_cox_study(511, {.people = {431}, .outcomes = 1, .delayed_entry = delayed});
        check_screen(study, 21, 0.05);
        SurvivalOutcome& outcome = study.cohorts[0].outcomes[0];
        for (std::size_t i = 0; i < outcome.exit.size(); ++i) { outcome.stratum.push_back(static_cast<double>(i % 3)); }
        check_screen(study, 135, 0.3);
    }
}

TEST_CASE("people who leave after the last event, more than a strip holds, and deaths of one time") {
    auto study = test::random_cox_study(513, {.people = {1500}, .outcomes = 1, .missing_records = 0});
    SurvivalOutcome& outcome = study.cohorts[0].outcomes[0];
    for (std::size_t i = 0; i < outcome.exit.size(); ++i) {
        if (i % 10 != 0) {
            outcome.event[i] = 0;
            outcome.exit[i] = 100;
        }
    }
    check_screen(study, 17, 0.1);
    for (std::size_t i = 0; i < outcome.exit.size(); ++i) {
        outcome.event[i] = i % 2 == 0 ? 1 : 0;
        outcome.exit[i] = i % 3 == 0 ? 50 : 60;
    }
    check_screen(study, 17, 0.1);
}

TEST_CASE("a pass has the same bits whatever the instructions") {
    for (const bool missing : {false, true}) {
        auto study = test::random_cox_study(514, {.people = {700}, .outcomes = 1});
        std::mt19937_64 random(515);
        std::vector<test::Calls> calls;
        std::vector<std::size_t> all;
        for (std::size_t v = 0; v < 37; ++v) {
            calls.push_back(test::random_calls(random, 700, 0.02 + 0.02 * static_cast<double>(v), missing ? 0.1 : 0));
            all.push_back(v);
        }
        const GenotypeBlock block =
            test::genotype_block(700, calls, std::vector<test::Storage>(37, test::Storage::packed));
        for (const Ties ties : test::both_ties) {
            const CoxNull null = fit_cox_null(study.cohorts, ties);
            const CoxNullCohort& cohort = null.nulls[0].cohorts[0];
            const auto risk_sums = sums_of_risk(cohort.sets, cohort.own.risk);
            const CoxCodePass pass(cohort.sets, ties, cohort.own.risk, risk_sums, 700);
            CoxCodeLines lines;
            lines.fill(block, all);
            CoxCodePass::Buffers fastest;
            CoxCodePass::Buffers common;
            pass.run(lines, missing, fastest, CoxInstructions::fastest);
            pass.run(lines, missing, common, CoxInstructions::common);
            REQUIRE(fastest.sums.size() == 3);
            for (std::size_t w = 0; w < 3; ++w) {
                const CoxStripSums& a = fastest.sums[w];
                const CoxStripSums& b = common.sums[w];
                CHECK(a.mean == b.mean);
                CHECK(a.variance == b.variance);
                CHECK(a.third == b.third);
                CHECK(a.fourth == b.fourth);
                CHECK(a.mantissa == b.mantissa);
                CHECK(a.exponent == b.exponent);
                CHECK(a.positive == b.positive);
            }
        }
    }
}

}  // namespace
}  // namespace atria::survival
