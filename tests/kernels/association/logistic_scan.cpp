#include "kernels/association/logistic_scan.hpp"

#include "kernels/association/binary_coding.hpp"
#include "kernels/combined_scan.hpp"
#include "kernels/data/error.hpp"
#include "kernels/math/tails.hpp"
#include "tests/support/scan_study.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace atria::association {
namespace {

using test::Calls;
using test::scan_study;
using test::Storage;

using Study = test::Study<LogisticCohort>;

std::vector<ScanRows> scan(const Study& study, const LogisticTest& test) {
    return scan_study(study, LogisticScan(fit_logistic_null(study.cohorts), test));
}

Study random_study(std::uint64_t seed, std::size_t traits = 2, std::size_t variants = 20) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform(0, 1);
    Study study;
    for (const std::size_t people : {150U, 90U, 210U}) {
        LogisticCohort cohort;
        cohort.covariates.names = {"a", "b"};
        cohort.covariates.values.resize(static_cast<Eigen::Index>(people), 2);
        for (Eigen::Index i = 0; i < cohort.covariates.values.rows(); ++i) {
            cohort.covariates.values.row(i) << normal(random), 50 + 10 * normal(random);
        }
        for (std::size_t t = 0; t < traits; ++t) {
            Phenotype trait{"t" + std::to_string(t), {}};
            for (std::size_t i = 0; i < people; ++i) {
                const double odds = -1 + 0.5 * cohort.covariates.values(static_cast<Eigen::Index>(i), 0);
                const double value = uniform(random) < 1 / (1 + std::exp(-odds)) ? 1 : 0;
                trait.values.push_back(uniform(random) < 0.05 ? not_available : value);
            }
            cohort.traits.push_back(std::move(trait));
        }
        study.cohorts.push_back(std::move(cohort));
        auto& calls = study.calls.emplace_back();
        for (std::size_t v = 0; v < variants; ++v) {
            double frequency = 0.05 + 0.02 * static_cast<double>(v);
            if (v % 5 == 2) { frequency = v % 2 == 0 ? 0.02 : 0.985; }  // few carriers, of the one allele or the other
            calls.push_back(test::random_calls(random, people, frequency, v % 2 == 0 ? 0.0 : 0.04));
        }
        study.storage.emplace_back(variants, Storage::packed);
    }
    return study;
}

bool same_number(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

bool same_bits(const Estimate& a, const Estimate& b) {
    return a.status == b.status && a.test == b.test && same_number(a.n, b.n) && same_number(a.n_cases, b.n_cases) &&
           same_number(a.mac, b.mac) && same_number(a.beta, b.beta) &&
           same_number(a.standard_error, b.standard_error) && same_number(a.statistic, b.statistic) &&
           same_number(a.neg_log10_p, b.neg_log10_p);
}

bool same(const ScanRows& some, const ScanRows& all, std::size_t first) {
    for (std::size_t v = 0; v < some.pooled.size(); ++v) {
        if (!same_bits(some.pooled[v].pooled, all.pooled[first + v].pooled)) { return false; }
        for (std::size_t c = 0; c < some.cohorts.size(); ++c) {
            if (!same_bits(some.cohorts[c][v], all.cohorts[c][first + v])) { return false; }
        }
    }
    return true;
}

std::vector<LogisticTest> all_tests() {
    return {{true, Correction::firth, false, 0.05},
            {false, Correction::firth, false, 0.3},
            {false, Correction::firth, true, 0.3},
            {false, Correction::saddlepoint, false, 0.3},
            {false, Correction::none, false, 0.05}};
}

/// One cohort without covariates: cases and controls, each with and without one copy.
Study table(int cases_with, int cases, int controls_with, int controls) {
    Study study;
    LogisticCohort cohort;
    Phenotype trait{"t", {}};
    Calls calls;
    for (int i = 0; i < cases + controls; ++i) {
        const bool is_case = i < cases;
        trait.values.push_back(is_case ? 1 : 0);
        calls.push_back(is_case ? (i < cases_with ? 1 : 0) : (i - cases < controls_with ? 1 : 0));
    }
    cohort.covariates.values.resize(cases + controls, 0);
    cohort.traits.push_back(std::move(trait));
    study.cohorts.push_back(std::move(cohort));
    study.calls.push_back({calls});
    study.storage.push_back({Storage::packed});
    return study;
}

}  // namespace

/// The maximum of a function with one, by golden sections.
template <class Function>
double maximum_of(Function&& f, double low, double high) {
    const double share = (std::sqrt(5.0) - 1) / 2;
    double left = high - share * (high - low);
    double right = low + share * (high - low);
    for (int i = 0; i < 200; ++i) {
        if (f(left) > f(right)) {
            high = right;
            right = left;
            left = high - share * (high - low);
        } else {
            low = left;
            left = right;
            right = low + share * (high - low);
        }
    }
    return (low + high) / 2;
}

TEST_CASE("Firth along the variant reaches its maximum with one carrier and with few") {
    LogisticTest test;
    test.correction_p = 1;
    for (const auto& [cases_with, controls_with] :
         std::vector<std::pair<int, int>>{{1, 0}, {0, 1}, {2, 0}, {0, 3}, {3, 1}, {12, 0}}) {
        for (const auto& [cases, controls] : std::vector<std::pair<int, int>>{{30, 90}, {15, 3000}, {200, 200}}) {
            if (cases_with > cases) { continue; }
            INFO(cases_with << " of " << cases << " cases carry, " << controls_with << " of " << controls);
            const Estimate row = scan(table(cases_with, cases, controls_with, controls), test)[0].pooled[0].pooled;
            const double n = cases + controls;
            const double null = std::log(cases / static_cast<double>(controls));
            const double with = (n - cases_with - controls_with) / n;  // copies less what the intercept tells
            // log likelihood + log information / 2 along the variant, group by group.
            const auto penalised = [&](double t) {
                double value = 0;
                double information = 0;
                const double groups[4][3] = {{1.0 * cases_with, with, 1},
                                             {1.0 * controls_with, with, 0},
                                             {1.0 * (cases - cases_with), with - 1, 1},
                                             {1.0 * (controls - controls_with), with - 1, 0}};
                for (const auto& [people, z, y] : groups) {
                    const double predictor = null + t * z;
                    const double mu = 1 / (1 + std::exp(-predictor));
                    value += people * (y * predictor - std::log1p(std::exp(predictor)));
                    information += people * mu * (1 - mu) * z * z;
                }
                return value + std::log(information) / 2;
            };
            const double beta = maximum_of(penalised, -12, 12);
            REQUIRE(row.status == RowStatus::ok);
            CHECK(row.test == TestKind::firth);
            CHECK(row.beta == Approx(beta).margin(1e-6));
            const double chi_square = 2 * (penalised(beta) - penalised(0));
            CHECK(row.statistic * row.statistic == Approx(chi_square).epsilon(1e-9).margin(1e-10));
        }
    }
}

TEST_CASE("a cohort whose people with a call are of one class takes no part in that variant") {
    for (const LogisticTest& test : all_tests()) {
        Study study = random_study(77, 1, 3);
        // In the last cohort the cases lack a call at variant 1.
        const Phenotype& trait = study.cohorts[2].traits[0];
        for (std::size_t i = 0; i < trait.values.size(); ++i) {
            if (trait.values[i] == 1) { study.calls[2][1][i] = missing_call; }
        }
        Study without = study;
        without.cohorts.pop_back();
        without.calls.pop_back();
        without.storage.pop_back();
        // The null model of all cohorts knows the effects of covariates from all; of the variant's own people only
        // where it is fitted anew, which all corrected and full fits do.
        const Estimate row = scan(study, test)[0].pooled[1].pooled;
        const Estimate other = scan(without, test)[0].pooled[1].pooled;
        CHECK(row.n == other.n);
        CHECK(scan(study, test)[0].cohorts[2][1].status == RowStatus::one_class);
        if (row.status == RowStatus::expansion) { continue; }
        CHECK(row.status == other.status);
        CHECK(row.beta == Approx(other.beta).epsilon(1e-7));
        CHECK(row.standard_error == Approx(other.standard_error).epsilon(1e-7));
        CHECK(row.neg_log10_p == Approx(other.neg_log10_p).epsilon(1e-7));
    }
}

TEST_CASE("a fourfold table has the closed forms: log odds ratio, Woolf's error, Firth's halves") {
    const Study study = table(9, 40, 4, 60);
    const Estimate wald = scan(study, {true, Correction::firth, false, 0.05})[0].pooled[0].pooled;
    CHECK(wald.test == TestKind::wald);
    CHECK(wald.beta == Approx(std::log(9.0 * 56 / (31.0 * 4))).epsilon(1e-12));
    CHECK(wald.standard_error == Approx(std::sqrt(1.0 / 9 + 1.0 / 31 + 1.0 / 4 + 1.0 / 56)).epsilon(1e-11));
    const Estimate firth = scan(study, {false, Correction::firth, true, 1.0})[0].pooled[0].pooled;
    CHECK(firth.test == TestKind::firth);
    CHECK(firth.beta == Approx(std::log(9.5 * 56.5 / (31.5 * 4.5))).epsilon(1e-10));
    const Estimate score = scan(study, {false, Correction::none, false, 1.0})[0].pooled[0].pooled;
    const double chisq = 100 * std::pow(9.0 * 56 - 31.0 * 4, 2) / (40.0 * 60 * 13 * 87);  // Pearson's
    CHECK(score.test == TestKind::score);
    CHECK(score.statistic * score.statistic == Approx(chisq).epsilon(1e-11));
    CHECK(score.n_cases == 40);
    CHECK(score.n == 100);
}

TEST_CASE("carriers among cases alone: Wald gives way to Firth, whose estimate is finite") {
    const Study study = table(5, 30, 0, 70);
    const Estimate row = scan(study, {true, Correction::firth, false, 0.05})[0].pooled[0].pooled;
    CHECK(row.status == RowStatus::ok);
    CHECK(row.test == TestKind::firth);
    CHECK(row.beta == Approx(std::log(5.5 * 70.5 / (25.5 * 0.5))).epsilon(1e-10));
}

TEST_CASE("the saddlepoint p follows exact enumeration where the normal one does not") {
    // Both tails of the number of carriers among cases, cases being drawn independently.
    for (const int carriers_among_cases : {2, 3, 4}) {
        const int cases = 20;
        const int controls = 1980;
        const int carriers = 6;
        const Study study = table(carriers_among_cases, cases, carriers - carriers_among_cases, controls);
        const double mu = 0.01;
        const int others = cases + controls - carriers;
        const double mean = static_cast<double>(carriers) / (cases + controls);
        const auto log_binomial = [mu](int n, int k) {
            return std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) + k * std::log(mu) +
                   (n - k) * std::log1p(-mu);
        };
        const double observed = carriers_among_cases * (1 - mean) - (cases - carriers_among_cases) * mean;
        double p = 0;
        for (int a = 0; a <= carriers; ++a) {
            for (int b = 0; b <= 200; ++b) {
                const double s = a * (1 - mean) - b * mean;
                if (std::fabs(s) >= observed - 1e-9) {
                    p += std::exp(log_binomial(carriers, a) + log_binomial(others, b));
                }
            }
        }
        const Estimate spa = scan(study, {false, Correction::saddlepoint, false, 1.0})[0].pooled[0].pooled;
        REQUIRE(spa.test == TestKind::saddlepoint);
        // The statistic jumps in steps of nearly 1, which a density cannot follow: half a step more or less.
        CHECK(std::fabs(spa.neg_log10_p + std::log10(p)) < 0.35);
        const Estimate score = scan(study, {false, Correction::none, false, 1.0})[0].pooled[0].pooled;
        CHECK(std::fabs(score.neg_log10_p + std::log10(p)) > 2.0);
        // Estimate, error and statistic tell the same p; the estimate is the score test's.
        CHECK(spa.beta == score.beta);
        CHECK(spa.statistic == Approx(spa.beta / spa.standard_error).epsilon(1e-12));
        CHECK(math::normal_neg_log10_p(spa.statistic) == Approx(spa.neg_log10_p).epsilon(1e-9));
    }
}

TEST_CASE("binary results do not depend on block size, storage or other traits, bit for bit") {
    const Study study = random_study(7);
    for (const LogisticTest& test : all_tests()) {
        const std::vector<ScanRows> whole = scan(study, test);
        const LogisticScan kernel(fit_logistic_null(study.cohorts), test);
        for (std::size_t first = 0; first + 3 <= study.variants(); first += 3) {
            const std::vector<ScanRows> part = scan_study(study, kernel, first, 3);
            for (std::size_t t = 0; t < whole.size(); ++t) { REQUIRE(same(part[t], whole[t], first)); }
        }
        Study stored = study;
        for (auto& cohort : stored.storage) {
            for (std::size_t v = 0; v < cohort.size(); ++v) {
                cohort[v] = v % 3 == 0 ? Storage::sparse_base_0 : v % 3 == 1 ? Storage::sparse_base_2 : Storage::packed;
            }
        }
        const std::vector<ScanRows> other = scan(stored, test);
        for (std::size_t t = 0; t < whole.size(); ++t) { REQUIRE(same(other[t], whole[t], 0)); }
        for (std::size_t t = 0; t < whole.size(); ++t) {
            Study alone = study;
            for (LogisticCohort& cohort : alone.cohorts) { cohort.traits = {cohort.traits[t]}; }
            REQUIRE(same(scan(alone, test)[0], whole[t], 0));
        }
        std::vector<std::unique_ptr<ScanKernel>> both;
        both.push_back(std::make_unique<LogisticScan>(fit_logistic_null(study.cohorts), test));
        both.push_back(std::make_unique<LogisticScan>(fit_logistic_null(study.cohorts), LogisticTest{}));
        const CombinedScan combined(std::move(both));
        const std::vector<ScanRows> together = scan_study(study, combined);
        REQUIRE(together.size() == 2 * whole.size());
        for (std::size_t t = 0; t < whole.size(); ++t) { REQUIRE(same(together[t], whole[t], 0)); }
    }
}

TEST_CASE("neither the unit nor the offset of a covariate reaches the binary results") {
    const Study study = random_study(8, 1);
    Study changed = study;
    for (LogisticCohort& cohort : changed.cohorts) {
        cohort.covariates.values.col(0) *= 1e6;
        cohort.covariates.values.col(1).array() += 1e6;
    }
    for (const LogisticTest& test : all_tests()) {
        const ScanRows one = scan(study, test)[0];
        const ScanRows two = scan(changed, test)[0];
        for (std::size_t v = 0; v < study.variants(); ++v) {
            REQUIRE(one.pooled[v].pooled.status == two.pooled[v].pooled.status);
            CHECK(std::fabs(one.pooled[v].pooled.beta - two.pooled[v].pooled.beta) <
                  1e-9 * one.pooled[v].pooled.standard_error);
            CHECK(two.pooled[v].pooled.neg_log10_p ==
                  Approx(one.pooled[v].pooled.neg_log10_p).epsilon(1e-9).margin(1e-9));
        }
    }
}

TEST_CASE("a cohort of cases only takes no part, and a trait that covariates tell apart says so") {
    Study study = random_study(9, 2, 4);
    for (double& value : study.cohorts[1].traits[0].values) { value = std::isnan(value) ? value : 1; }
    for (LogisticCohort& cohort : study.cohorts) {
        for (std::size_t i = 0; i < cohort.traits[1].values.size(); ++i) {
            double& value = cohort.traits[1].values[i];
            if (!std::isnan(value)) { value = cohort.covariates.values(static_cast<Eigen::Index>(i), 0) > 0 ? 1 : 0; }
        }
    }
    const LogisticNull null = fit_logistic_null(study.cohorts);
    CHECK(null.nulls[0].summary.cohort_status[1] == RowStatus::one_class);
    CHECK(null.nulls[0].summary.sets[1].people == 0);
    CHECK(null.nulls[0].summary.sets[1].left_out.count("in a cohort of cases only") == 1);
    CHECK(null.nulls[1].summary.status == RowStatus::infinite_estimate);
    const std::vector<ScanRows> rows = scan(study, LogisticTest{});
    for (std::size_t v = 0; v < study.variants(); ++v) {
        CHECK(rows[0].cohorts[1][v].status == RowStatus::one_class);
        CHECK(rows[0].pooled[v].pooled.n <= 360);
        CHECK(rows[1].pooled[v].pooled.status == RowStatus::infinite_estimate);
        CHECK(std::isnan(rows[1].pooled[v].pooled.beta));
    }
}

TEST_CASE("the coding of cases is recognised over all cohorts, or refused by name") {
    const std::vector<std::string> cohorts{"A", "B"};
    const auto recode = [&cohorts](std::vector<double>& a, std::vector<double>& b) {
        std::vector<std::vector<double>*> values{&a, &b};
        return recode_binary("t", cohorts, values);
    };
    std::vector<double> a{1, 2, not_available};
    std::vector<double> b{1, 1};
    CHECK(recode(a, b) == BinaryCoding::one_two);
    CHECK(a[0] == 0);
    CHECK(a[1] == 1);
    CHECK(std::isnan(a[2]));
    CHECK(b[1] == 0);
    a = {0, 1};
    b = {1, 1};
    CHECK(recode(a, b) == BinaryCoding::zero_one);
    CHECK(b[0] == 1);
    a = {0, 1};
    b = {1, 2};
    CHECK_THROWS_WITH(recode(a, b), Catch::Contains("0 in cohort A") && Catch::Contains("2 in cohort B"));
    a = {0, 1, 3};
    CHECK_THROWS_WITH(recode(a, b), Catch::Contains("the value 3") && Catch::Contains("cohort A"));
    a = {1, 1};
    b = {1};
    CHECK(recode(a, b) == BinaryCoding::all_one);
    CHECK(a[0] == 1);
}

TEST_CASE("a trait is binary when it has both values of one coding and no other") {
    const auto binary = [](std::vector<double> a, std::vector<double> b) {
        const std::vector<std::vector<double>> values{std::move(a), std::move(b)};
        return is_binary(values);
    };
    CHECK(binary({0, 0}, {1, not_available}));
    CHECK(binary({1, 2}, {}));
    CHECK_FALSE(binary({0, 1}, {2}));
    CHECK_FALSE(binary({0, 2}, {0}));
    CHECK_FALSE(binary({1, 1}, {1}));
    CHECK_FALSE(binary({0, 1}, {0.5}));
    CHECK_FALSE(binary({}, {}));
}

}  // namespace atria::association
