#include "kernels/association/real_linear_sums.hpp"

#include "kernels/association/joint_linear_scan.hpp"
#include "kernels/association/linear_scan.hpp"
#include "tests/support/real_blocks.hpp"
#include "tests/support/scan_study.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace atria::association {
namespace {

using test::Storage;
using Study = test::Study<LinearCohort>;

/// Three cohorts, a trait that everybody has, one that few lack, one that many lack and one that a cohort lacks.
Study random_study(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform(0, 1);
    const std::vector<double> lacking = {0, 0.03, 0.5, 0.02};
    Study study;
    for (const std::size_t people : {150U, 80U, 301U}) {
        LinearCohort cohort;
        cohort.covariates.names = {"a", "b"};
        cohort.covariates.values.resize(static_cast<Eigen::Index>(people), 2);
        auto& calls = study.calls.emplace_back();
        for (std::size_t v = 0; v < 13; ++v) {
            calls.push_back(test::random_calls(random, people, v % 3 == 0 ? 0.05 : 0.4, v % 2 == 0 ? 0.0 : 0.06));
        }
        study.storage.emplace_back(13, Storage::packed);
        if (study.calls.size() == 2) { study.storage.back()[4] = Storage::absent; }
        for (std::size_t t = 0; t < lacking.size(); ++t) { cohort.traits.push_back({"t" + std::to_string(t), {}}); }
        for (std::size_t i = 0; i < people; ++i) {
            const double a = 50 + 10 * normal(random);
            cohort.covariates.values.row(static_cast<Eigen::Index>(i)) << (uniform(random) < 0.02 ? NAN : a),
                normal(random);
            for (std::size_t t = 0; t < lacking.size(); ++t) {
                const double g = calls[t][i] == missing_call ? 0 : calls[t][i];
                const bool lacks = uniform(random) < lacking[t] || (t == 3 && study.calls.size() == 3);
                cohort.traits[t].values.push_back(lacks ? NAN : 0.03 * a + 0.3 * g + normal(random));
            }
        }
        study.cohorts.push_back(std::move(cohort));
    }
    return study;
}

}  // namespace

TEST_CASE("the linear scan of numbers is that of the calls that they stand for") {
    const Study study = random_study(3);
    const std::vector<GenotypeBlock> blocks = test::blocks_of(study);
    for (const CovariateEffects effects : {CovariateEffects::shared, CovariateEffects::by_cohort}) {
        for (const MissingGenotype missing : {MissingGenotype::exclude, MissingGenotype::mean}) {
            for (const StandardErrors errors : {StandardErrors::equal_variance, StandardErrors::robust}) {
                test::check_numbers_like_calls(LinearScan(fit_linear_null(study.cohorts, effects), missing, errors),
                                               blocks, 1e-9);
            }
        }
    }
}

TEST_CASE("interactions of numbers are those of the calls that they stand for") {
    const Study study = random_study(4);
    Modifier modifier{"b", "b", "", {}};
    for (const LinearCohort& cohort : study.cohorts) { modifier.values.emplace_back(cohort.covariates.values.col(1)); }
    for (const StandardErrors errors : {StandardErrors::equal_variance, StandardErrors::robust}) {
        const VariantTerms terms = VariantTerms::with({&modifier, 1}, true, "ADD", study.cohorts.size());
        const JointLinearScan kernel(fit_linear_null(study.cohorts), terms, errors);
        std::vector<GenotypeBlock> dosages;
        const std::vector<GenotypeBlock> calls = test::blocks_of(study);
        for (const GenotypeBlock& block : calls) {
            dosages.push_back(test::with_numbers(
                block, std::vector<test::Numbers>(block.variants.size(), test::Numbers::dosage), 0, 1));
        }
        const std::vector<ScanRows> expected = test::scan_blocks(kernel, calls);
        const std::vector<ScanRows> rows = test::scan_blocks(kernel, dosages);
        for (std::size_t t = 0; t < rows.size(); ++t) {
            for (std::size_t v = 0; v < study.variants(); ++v) {
                test::check_scaled(expected[t].pooled[v].pooled, rows[t].pooled[v].pooled, 1, 1e-9);
                test::check_frequencies(expected[t].pooled[v].pooled, rows[t].pooled[v].pooled);
            }
        }
    }
}

TEST_CASE("numbers that are all the same are monomorphic, wherever they lie") {
    const Study study = random_study(5);
    std::vector<GenotypeBlock> blocks;
    for (const LinearCohort& cohort : study.cohorts) {
        const auto people = static_cast<std::size_t>(cohort.covariates.people());
        const GenotypeBlock calls = test::genotype_block(people, {test::Calls(people, 1)}, {Storage::packed});
        blocks.push_back(test::with_numbers(calls, {test::Numbers::dosage}, 0, 5000.0 / 16384));
    }
    const LinearScan kernel(fit_linear_null(study.cohorts), MissingGenotype::exclude);
    for (const ScanRows& rows : test::scan_blocks(kernel, blocks)) {
        CHECK(rows.pooled[0].pooled.status == RowStatus::monomorphic);
    }
}

}  // namespace atria::association
