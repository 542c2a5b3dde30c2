#include "kernels/combined_scan.hpp"

#include "kernels/association/linear_scan.hpp"
#include "kernels/association/logistic_scan.hpp"
#include "tests/support/genotype_blocks.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace atria {
namespace {

using association::LinearCohort;
using association::LinearScan;
using association::LogisticCohort;
using association::LogisticScan;
using association::LogisticTest;
using association::StandardErrors;

/// Three cohorts with two quantitative and two binary traits, some values and calls missing; the second cohort lacks
/// every fifth variant.
struct Study {
    std::vector<LinearCohort> linear;
    std::vector<LogisticCohort> logistic;
    std::vector<GenotypeBlock> blocks;
};

constexpr std::size_t variants = 20;

Study random_study() {
    std::mt19937_64 random(5);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform(0, 1);
    Study study;
    for (const std::size_t people : {150U, 90U, 210U}) {
        Covariates covariates;
        covariates.names = {"a", "b"};
        covariates.values.resize(static_cast<Eigen::Index>(people), 2);
        for (Eigen::Index i = 0; i < covariates.values.rows(); ++i) {
            covariates.values.row(i) << normal(random), 50 + 10 * normal(random);
        }
        LinearCohort linear{"c" + std::to_string(people), covariates, {}};
        LogisticCohort logistic{linear.name, covariates, {}};
        for (int t = 0; t < 2; ++t) {
            Phenotype quantitative{"q" + std::to_string(t), {}};
            Phenotype binary{"b" + std::to_string(t), {}};
            for (std::size_t i = 0; i < people; ++i) {
                const double a = covariates.values(static_cast<Eigen::Index>(i), 0);
                quantitative.values.push_back(uniform(random) < 0.05 ? not_available : a + normal(random));
                const double value = uniform(random) < 1 / (1 + std::exp(1 - a)) ? 1 : 0;
                binary.values.push_back(uniform(random) < 0.05 ? not_available : value);
            }
            linear.traits.push_back(std::move(quantitative));
            logistic.traits.push_back(std::move(binary));
        }
        std::vector<test::Calls> calls;
        std::vector<test::Storage> storage;
        for (std::size_t v = 0; v < variants; ++v) {
            const double frequency = 0.02 + 0.02 * static_cast<double>(v);
            calls.push_back(test::random_calls(random, people, frequency, v % 2 == 0 ? 0.0 : 0.04));
            const bool lacks = study.blocks.size() == 1 && v % 5 == 0;
            storage.push_back(lacks ? test::Storage::absent : test::Storage::packed);
        }
        study.blocks.push_back(test::genotype_block(people, calls, storage));
        study.linear.push_back(std::move(linear));
        study.logistic.push_back(std::move(logistic));
    }
    return study;
}

struct Scanned {
    std::vector<ScanRows> rows;
    int rounds = 0;
};

/// As the driver does it.
Scanned scan(const Study& study, const ScanKernel& kernel) {
    Scanned answer;
    const std::unique_ptr<BlockState> state = kernel.begin(variants);
    std::vector<Contribution> contributions(study.blocks.size());
    do {
        for (std::size_t c = 0; c < study.blocks.size(); ++c) {
            contributions[c] = kernel.accumulate(CohortIndex{static_cast<std::uint32_t>(c)}, study.blocks[c], *state);
        }
        ++answer.rounds;
    } while (kernel.update(*state, contributions));
    answer.rows = kernel.report(*state, contributions);
    return answer;
}

std::vector<double> numbers(const Estimate& e) {
    return {e.n,
            e.n_cases,
            e.n_events,
            e.effect_allele_frequency,
            e.mac,
            e.beta,
            e.standard_error,
            e.statistic,
            e.degrees_of_freedom,
            e.neg_log10_p,
            e.score_chisq,
            e.log_likelihood,
            e.log_likelihood_null,
            e.zph_chisq,
            e.zph_neg_log10_p,
            static_cast<double>(e.status),
            static_cast<double>(e.test)};
}

std::vector<double> numbers(const MetaAnalysis& m) {
    return {m.cohorts,     m.q,
            m.i2,          m.beta_fixed,
            m.se_fixed,    m.fixed_neg_log10_p,
            m.se_random,   m.q_neg_log10_p,
            m.beta_random, m.random_neg_log10_p};
}

void require_same(const std::vector<double>& one, const std::vector<double>& other) {
    for (std::size_t i = 0; i < one.size(); ++i) {
        CAPTURE(i, one[i], other[i]);
        REQUIRE((one[i] == other[i] || (std::isnan(one[i]) && std::isnan(other[i]))));
    }
}

void require_same(const ScanRows& one, const ScanRows& other) {
    REQUIRE(one.pooled.size() == variants);
    REQUIRE(other.pooled.size() == variants);
    REQUIRE(one.cohorts.size() == other.cohorts.size());
    for (std::size_t v = 0; v < variants; ++v) {
        CAPTURE(v);
        require_same(numbers(one.pooled[v].pooled), numbers(other.pooled[v].pooled));
        require_same(numbers(one.pooled[v].meta), numbers(other.pooled[v].meta));
        for (std::size_t c = 0; c < one.cohorts.size(); ++c) {
            require_same(numbers(one.cohorts[c][v]), numbers(other.cohorts[c][v]));
        }
    }
}

TEST_CASE("linear and logistic scans side by side, in either order, give what each gives alone") {
    const Study study = random_study();
    // One round, two rounds, and as many as the slowest variant takes.
    for (const StandardErrors errors : {StandardErrors::equal_variance, StandardErrors::robust}) {
        const auto linear = [&] {
            return std::make_unique<LinearScan>(association::fit_linear_null(study.linear),
                                                association::MissingGenotype::exclude, errors);
        };
        const auto logistic = [&] {
            return std::make_unique<LogisticScan>(association::fit_logistic_null(study.logistic), LogisticTest{});
        };
        const Scanned linear_alone = scan(study, *linear());
        const Scanned logistic_alone = scan(study, *logistic());
        REQUIRE(logistic_alone.rounds > linear_alone.rounds);
        for (const bool linear_first : {true, false}) {
            CAPTURE(errors == StandardErrors::robust, linear_first);
            std::vector<std::unique_ptr<ScanKernel>> kernels;
            if (linear_first) { kernels.push_back(linear()); }
            kernels.push_back(logistic());
            if (!linear_first) { kernels.push_back(linear()); }
            const CombinedScan combined(std::move(kernels));
            CHECK(combined.traits() == (linear_first ? std::vector<std::string>{"q0", "q1", "b0", "b1"}
                                                     : std::vector<std::string>{"b0", "b1", "q0", "q1"}));
            const Scanned together = scan(study, combined);
            CHECK(together.rounds == logistic_alone.rounds);
            REQUIRE(together.rows.size() == 4);
            for (std::size_t t = 0; t < 2; ++t) {
                require_same(together.rows[linear_first ? t : t + 2], linear_alone.rows[t]);
                require_same(together.rows[linear_first ? t + 2 : t], logistic_alone.rows[t]);
            }
        }
    }
}

}  // namespace
}  // namespace atria
