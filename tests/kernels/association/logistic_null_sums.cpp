#include "kernels/association/logistic_null_sums.hpp"

#include "kernels/association/joint_logistic_scan.hpp"
#include "kernels/association/logistic_scan.hpp"
#include "tests/support/real_blocks.hpp"
#include "tests/support/scan_study.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

namespace atria::association {
namespace {

using test::Storage;
using Study = test::Study<LogisticCohort>;

Study random_study(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform(0, 1);
    Study study;
    for (const std::size_t people : {150U, 90U, 210U}) {
        LogisticCohort cohort;
        cohort.covariates.names = {"a", "b"};
        cohort.covariates.values.resize(static_cast<Eigen::Index>(people), 2);
        auto& calls = study.calls.emplace_back();
        for (std::size_t v = 0; v < 9; ++v) {
            calls.push_back(test::random_calls(random, people, v % 3 == 0 ? 0.06 : 0.4, v % 2 == 0 ? 0.0 : 0.04));
        }
        study.storage.emplace_back(9, Storage::packed);
        Phenotype trait{"t", {}};
        for (std::size_t i = 0; i < people; ++i) {
            cohort.covariates.values.row(static_cast<Eigen::Index>(i)) << normal(random), 50 + 10 * normal(random);
            const double g = calls[1][i] == missing_call ? 0 : calls[1][i];
            const double odds = -1.2 + 0.5 * cohort.covariates.values(static_cast<Eigen::Index>(i), 0) + 0.5 * g;
            const double value = uniform(random) < 1 / (1 + std::exp(-odds)) ? 1 : 0;
            trait.values.push_back(uniform(random) < 0.05 ? not_available : value);
        }
        cohort.traits.push_back(std::move(trait));
        study.cohorts.push_back(std::move(cohort));
    }
    return study;
}

}  // namespace

TEST_CASE("carriers are those with one copy or two, however a variant is stored") {
    std::mt19937_64 random(8);
    const std::vector<test::Calls> calls(3, test::random_calls(random, 77, 0.4, 0.1));
    const GenotypeBlock block =
        test::genotype_block(77, calls, {Storage::packed, Storage::sparse_base_0, Storage::sparse_base_2});
    const GenotypeBlock carriers = carriers_of(block);
    const math::FixedPointColumns columns(Eigen::MatrixXd::Identity(77, 77));
    const math::FixedPointSums products = math::genotype_products(columns, carriers.variants);
    for (std::size_t v = 0; v < 3; ++v) {
        for (std::size_t i = 0; i < 77; ++i) {
            const bool carries = calls[v][i] == 1 || calls[v][i] == 2;
            CHECK(columns.real(products(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(v)), i) ==
                  (carries ? 1 : 0));
        }
    }
}

TEST_CASE("the logistic scan of numbers is that of the calls that they stand for, with every test") {
    const Study study = random_study(3);
    const std::vector<GenotypeBlock> blocks = test::blocks_of(study);
    const std::vector<LogisticTest> tests = {{true, Correction::firth, false, 0.05},
                                             {false, Correction::firth, false, 0.9},
                                             {false, Correction::firth, true, 0.9},
                                             {false, Correction::saddlepoint, false, 0.9},
                                             {false, Correction::none, false, 0.05}};
    for (const LogisticTest& test : tests) {
        INFO("wald " << test.wald << ", correction " << static_cast<int>(test.correction));
        test::check_numbers_like_calls(LogisticScan(fit_logistic_null(study.cohorts), test), blocks, 1e-8);
    }
}

TEST_CASE("full logistic fits of numbers are those of the calls that they stand for") {
    const Study study = random_study(4);
    for (const LogisticErrors errors : {LogisticErrors::information, LogisticErrors::sandwich}) {
        test::check_numbers_like_calls(
            JointLogisticScan(fit_logistic_null(study.cohorts), VariantTerms::single(study.cohorts.size()), errors),
            test::blocks_of(study), 1e-8);
    }
}

}  // namespace atria::association
