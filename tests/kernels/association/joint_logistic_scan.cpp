#include "kernels/association/joint_logistic_scan.hpp"

#include "kernels/association/logistic_scan.hpp"
#include "tests/support/scan_study.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace atria::association {
namespace {

using test::Calls;
using test::scan_study;
using test::Storage;

using Study = test::Study<LogisticCohort>;

/// Controls and cases by sex and call of one variant: {sex 0: {{0: controls, cases}, {1: ...}}, sex 1: ...}.
constexpr std::array<std::array<std::array<int, 2>, 2>, 2> table{{{{{40, 12}, {25, 18}}}, {{{33, 21}, {14, 27}}}}};

/// One cohort with the people of the table, each once, and the covariate sex: the model with variant, sex and their
/// product has as many effects as the table has rows.
Study saturated(Storage storage) {
    Study study;
    LogisticCohort cohort;
    cohort.traits.push_back({"y", {}});
    Calls calls;
    std::vector<double> sexes;
    for (std::size_t sex = 0; sex < 2; ++sex) {
        for (std::size_t copies = 0; copies < 2; ++copies) {
            for (std::size_t y = 0; y < 2; ++y) {
                for (int i = 0; i < table[sex][copies][y]; ++i) {
                    sexes.push_back(static_cast<double>(sex));
                    calls.push_back(static_cast<std::uint8_t>(copies));
                    cohort.traits[0].values.push_back(static_cast<double>(y));
                }
            }
        }
    }
    cohort.covariates.names = {"sex=1"};
    cohort.covariates.values = Eigen::Map<Eigen::VectorXd>(sexes.data(), static_cast<Eigen::Index>(sexes.size()));
    study.cohorts.push_back(std::move(cohort));
    study.calls.push_back({std::move(calls)});
    study.storage.push_back({storage});
    return study;
}

VariantTerms interaction_with_sex(const Study& study) {
    const Modifier modifier{"sex=1", "sex", "sex=0", {study.cohorts[0].covariates.values.col(0)}};
    return VariantTerms::with({&modifier, 1}, false, "ADD", 1);
}

double log_odds_ratio(std::size_t sex) {
    const auto& t = table[sex];
    return std::log(static_cast<double>(t[0][0]) * t[1][1] / (static_cast<double>(t[0][1]) * t[1][0]));
}
double variance(std::size_t sex) {
    double sum = 0;
    for (const auto& row : table[sex]) {
        for (const int count : row) { sum += 1.0 / count; }
    }
    return sum;
}

TEST_CASE("the effects of a saturated interaction are those of its two tables, for both kinds of standard error") {
    for (const Storage storage : {Storage::packed, Storage::sparse_base_0}) {
        for (const LogisticErrors errors : {LogisticErrors::information, LogisticErrors::sandwich}) {
            const Study study = saturated(storage);
            const JointLogisticScan kernel(fit_logistic_null(study.cohorts), interaction_with_sex(study), errors);
            CHECK(kernel.traits() == std::vector<std::string>{"y.ADD-INT_SNP", "y.ADD-INT_SNPxsex=1",
                                                              "y.ADD-INT_SNP.sex=0", "y.ADD-INT_SNP.sex=1",
                                                              "y.ADD-INT_2DF"});
            const std::vector<ScanRows> rows = scan_study(study, kernel);
            REQUIRE(rows.size() == 5);
            const std::array<double, 4> beta{log_odds_ratio(0), log_odds_ratio(1) - log_odds_ratio(0),
                                             log_odds_ratio(0), log_odds_ratio(1)};
            const std::array<double, 4> squared_error{variance(0), variance(0) + variance(1), variance(0), variance(1)};
            for (std::size_t test = 0; test < 4; ++test) {
                const Estimate& row = rows[test].pooled[0].pooled;
                REQUIRE(row.status == RowStatus::ok);
                CHECK(row.beta == Approx(beta[test]).epsilon(1e-9));
                CHECK(row.standard_error == Approx(std::sqrt(squared_error[test])).epsilon(1e-9));
                CHECK(row.n == 190);
                CHECK(row.n_cases == 78);
            }
            // The two tables are independent: the joint test adds up their squared z, and has a closed tail.
            const double chi2 = beta[2] * beta[2] / squared_error[2] + beta[3] * beta[3] / squared_error[3];
            CHECK(rows[4].pooled[0].pooled.statistic == Approx(chi2).epsilon(1e-9));
            CHECK(rows[4].pooled[0].pooled.neg_log10_p == Approx(chi2 / 2 / std::log(10.0)).epsilon(1e-9));
        }
    }
}

Study random_study(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform(0, 1);
    Study study;
    for (const std::size_t people : {150U, 210U}) {
        LogisticCohort cohort;
        cohort.covariates.names = {"e"};
        cohort.covariates.values.resize(static_cast<Eigen::Index>(people), 1);
        auto& calls = study.calls.emplace_back();
        for (std::size_t v = 0; v < 5; ++v) { calls.push_back(test::random_calls(random, people, 0.3, 0.03)); }
        study.storage.push_back(
            {Storage::packed, Storage::sparse_base_0, Storage::sparse_base_2, Storage::packed, Storage::sparse_base_0});
        for (std::size_t t = 0; t < 2; ++t) { cohort.traits.push_back({"t" + std::to_string(t), {}}); }
        for (std::size_t i = 0; i < people; ++i) {
            const double e = normal(random);
            cohort.covariates.values(static_cast<Eigen::Index>(i), 0) = e;
            for (Phenotype& trait : cohort.traits) {
                const double value = uniform(random) < 1 / (1 + std::exp(0.8 - 0.4 * e)) ? 1 : 0;
                trait.values.push_back(uniform(random) < 0.05 ? not_available : value);
            }
        }
        study.cohorts.push_back(std::move(cohort));
    }
    return study;
}

TEST_CASE("one term in the joint scan is the Wald test of the logistic scan") {
    const Study study = random_study(3);
    LogisticTest wald;
    wald.wald = true;
    const std::vector<ScanRows> one = scan_study(study, LogisticScan(fit_logistic_null(study.cohorts), wald));
    const std::vector<ScanRows> joint = scan_study(
        study,
        JointLogisticScan(fit_logistic_null(study.cohorts), VariantTerms::single(2), LogisticErrors::information));
    REQUIRE(joint.size() == 2);
    for (std::size_t t = 0; t < 2; ++t) {
        for (std::size_t v = 0; v < 5; ++v) {
            const Estimate& a = one[t].pooled[v].pooled;
            const Estimate& b = joint[t].pooled[v].pooled;
            REQUIRE(b.status == RowStatus::ok);
            CHECK(b.n == a.n);
            CHECK(b.n_cases == a.n_cases);
            CHECK(b.beta == Approx(a.beta).epsilon(1e-9).margin(1e-10));
            CHECK(b.standard_error == Approx(a.standard_error).epsilon(1e-9));
            CHECK(joint[t].cohorts[1][v].beta == Approx(one[t].cohorts[1][v].beta).epsilon(1e-9).margin(1e-10));
        }
    }
}

TEST_CASE("a cohort of one class and a null model without a maximum are told as in the plain scan") {
    Study study = random_study(6);
    for (double& value : study.cohorts[1].traits[0].values) { value = std::isnan(value) ? value : 1; }
    for (LogisticCohort& cohort : study.cohorts) {
        for (std::size_t i = 0; i < cohort.traits[1].values.size(); ++i) {
            double& value = cohort.traits[1].values[i];
            if (!std::isnan(value)) { value = cohort.covariates.values(static_cast<Eigen::Index>(i), 0) > 0 ? 1 : 0; }
        }
    }
    const std::vector<ScanRows> plain = scan_study(study, LogisticScan(fit_logistic_null(study.cohorts), {}));
    for (const LogisticErrors errors : {LogisticErrors::information, LogisticErrors::sandwich}) {
        const std::vector<ScanRows> joint =
            scan_study(study, JointLogisticScan(fit_logistic_null(study.cohorts), VariantTerms::single(2), errors));
        for (std::size_t t = 0; t < 2; ++t) {
            for (std::size_t v = 0; v < 5; ++v) {
                const Estimate& row = joint[t].pooled[v].pooled;
                CHECK(row.status == (t == 0 ? RowStatus::ok : RowStatus::infinite_estimate));
                CHECK(row.n == plain[t].pooled[v].pooled.n);
                CHECK(row.n_cases == plain[t].pooled[v].pooled.n_cases);
                CHECK(row.mac == plain[t].pooled[v].pooled.mac);
                CHECK(joint[t].cohorts[1][v].status == plain[t].cohorts[1][v].status);
            }
        }
        CHECK(joint[0].cohorts[1][0].status == RowStatus::one_class);
    }
}

TEST_CASE("a joint logistic fit that has no maximum says so") {
    Study study = saturated(Storage::packed);
    for (std::size_t i = 0; i < study.calls[0][0].size(); ++i) {  // carriers with sex 1 are cases, all of them
        const bool carrier = study.calls[0][0][i] == 1;
        if (carrier && study.cohorts[0].covariates.values(static_cast<Eigen::Index>(i), 0) == 1) {
            study.cohorts[0].traits[0].values[i] = 1;
        }
    }
    const JointLogisticScan kernel(fit_logistic_null(study.cohorts), interaction_with_sex(study),
                                   LogisticErrors::information);
    for (const ScanRows& rows : scan_study(study, kernel)) {
        CHECK(rows.pooled[0].pooled.status == RowStatus::infinite_estimate);
        CHECK(rows.pooled[0].pooled.n == 190);
        CHECK(std::isnan(rows.pooled[0].pooled.neg_log10_p));
    }
}

}  // namespace
}  // namespace atria::association
