#include "kernels/survival/cox_carrier_sums.hpp"

#include "kernels/survival/cox_screen.hpp"
#include "tests/support/closeness.hpp"
#include "tests/support/cox_scan_checks.hpp"
#include "tests/support/random_cox_study.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <random>
#include <vector>

namespace atria::survival {
namespace {

struct Looked {
    std::vector<CoxSums> sums;
    std::vector<double> copies;
};

/// The variants as the evaluation of all people sees them at the null model.
Looked evaluated(const CoxNullCohort& cohort, Ties ties, const GenotypeBlock& block) {
    std::vector<std::size_t> all;
    std::vector<CoxFit> fits;
    for (std::size_t v = 0; v < block.variants.size(); ++v) {
        all.push_back(v);
        fits.emplace_back(cohort.covariates, false, 0.0);
    }
    Looked answer{std::vector<CoxSums>(all.size(), CoxSums(cohort.covariates)), std::vector<double>(all.size())};
    CoxEvaluation evaluation(cohort, cohort.own, ties, block);
    evaluation.run(all, fits, [&](std::size_t v, const CoxSums& sums, const EventCounts& counts) {
        answer.sums[v] = sums;
        answer.copies[v] = counts.copies;
    });
    return answer;
}

TEST_CASE("sums of rare variants by their carriers are those over all people: strata, ties, weights, either allele") {
    for (const bool weights : {false, true}) {
        for (const bool delayed : {false, true}) {
            auto study = test::random_cox_study(
                501,
                {.people = {900}, .outcomes = 1, .missing_calls = 0, .delayed_entry = delayed, .weights = weights});
            SurvivalOutcome& outcome = study.cohorts[0].outcomes[0];
            for (std::size_t i = 0; i < outcome.exit.size(); ++i) {
                outcome.stratum.push_back(static_cast<double>(i % 3));
            }
            std::mt19937_64 random(502);
            std::vector<test::Calls> calls;
            std::vector<test::Storage> storage;
            for (const double frequency : {0.002, 0.01, 0.02, 0.99, 0.985, 0.015}) {
                calls.push_back(test::random_calls(random, 900, frequency, 0));
                storage.push_back(calls.size() % 2 == 0 ? test::Storage::packed
                                                        : (frequency < 0.5 ? test::Storage::sparse_base_0
                                                                           : test::Storage::sparse_base_2));
            }
            const GenotypeBlock block = test::genotype_block(900, calls, storage);
            for (const Ties ties : test::both_ties) {
                const CoxNull null = fit_cox_null(study.cohorts, ties);
                const CoxNullCohort& cohort = null.nulls[0].cohorts[0];
                const Looked slow = evaluated(cohort, ties, block);
                const CoxScreen screen(cohort, cohort.own, ties, 900);
                std::size_t seen = 0;
                const std::vector<std::size_t> all{0, 1, 2, 3, 4, 5};
                screen.run(block, all, [&](std::size_t v, const CoxSums& quick, const EventCounts& counts) {
                    ++seen;
                    REQUIRE(CoxCarrierSums::is_rare(block.variants[v], 900));
                    const CoxSums& sums = slow.sums[v];
                    const double information = sums.information_zz;
                    CHECK(std::fabs(quick.score_z - sums.score_z) < 1e-11 * std::max(1.0, information));
                    CHECK(test::relative_difference(quick.information_zz, information) < 1e-11);
                    CHECK(std::fabs(quick.third - sums.third) < 1e-11 * std::max(1.0, information));
                    CHECK(std::fabs(quick.fourth - sums.fourth) < 1e-11 * std::max(1.0, information));
                    CHECK(test::relative_difference(quick.log_likelihood, sums.log_likelihood) < 1e-12);
                    CHECK(counts.copies == slow.copies[v]);
                });
                CHECK(seen == 6);
            }
        }
    }
}

}  // namespace
}  // namespace atria::survival
