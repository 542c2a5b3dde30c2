#include "kernels/association/linear_scan.hpp"

#include "kernels/math/meta_analysis.hpp"
#include "kernels/math/tails.hpp"
#include "tests/support/closeness.hpp"
#include "tests/support/genotype_blocks.hpp"
#include "tests/support/plain_linear_model.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace atria::association {
namespace {

using test::Calls;
using test::Storage;

/// Records and genotypes of all cohorts, as the scan wants them and as the plain model wants them.
struct Study {
    std::vector<LinearCohort> cohorts;
    std::vector<std::vector<Calls>> calls;      ///< cohort × variant
    std::vector<std::vector<Storage>> storage;  ///< cohort × variant

    [[nodiscard]] std::size_t variants() const { return calls.front().size(); }

    [[nodiscard]] std::vector<test::PlainCohort> plain(std::size_t trait, std::size_t variant) const {
        std::vector<test::PlainCohort> answer;
        for (std::size_t c = 0; c < cohorts.size(); ++c) {
            const bool absent = storage[c][variant] == Storage::absent;
            answer.push_back(
                {cohorts[c].traits[trait].values, cohorts[c].covariates.values, absent ? Calls{} : calls[c][variant]});
        }
        return answer;
    }
};

std::vector<ScanRows> scan(const Study& study, MissingGenotype policy, std::size_t first, std::size_t count) {
    const LinearScan kernel(fit_linear_null(study.cohorts), policy);
    const std::unique_ptr<BlockState> state = kernel.begin(count);
    std::vector<Contribution> contributions;
    for (std::size_t c = 0; c < study.cohorts.size(); ++c) {
        const auto from = static_cast<std::ptrdiff_t>(first);
        const auto to = static_cast<std::ptrdiff_t>(first + count);
        const GenotypeBlock block = test::genotype_block(
            study.cohorts[c].covariates.people(), {study.calls[c].begin() + from, study.calls[c].begin() + to},
            {study.storage[c].begin() + from, study.storage[c].begin() + to});
        contributions.push_back(kernel.accumulate(CohortIndex{static_cast<std::uint32_t>(c)}, block, *state));
    }
    REQUIRE_FALSE(kernel.update(*state, contributions));
    return kernel.report(*state, contributions);
}

std::vector<ScanRows> scan(const Study& study, MissingGenotype policy) {
    return scan(study, policy, 0, study.variants());
}

struct Shape {
    std::vector<std::size_t> people = {120, 45, 200};
    std::size_t covariates = 3;
    std::size_t traits = 3;
    std::size_t variants = 24;
    double missing_records = 0.05;
    double missing_calls = 0.03;
};

Study random_study(std::uint64_t seed, const Shape& shape) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform(0, 1);
    Study study;
    std::vector<double> frequencies;
    for (std::size_t v = 0; v < shape.variants; ++v) {
        frequencies.push_back(v % 4 == 0 ? 0.03 : (v % 4 == 1 ? 0.97 : uniform(random)));
    }
    for (std::size_t c = 0; c < shape.people.size(); ++c) {
        const std::size_t n = shape.people[c];
        LinearCohort cohort;
        cohort.name = "cohort" + std::to_string(c);
        const auto rows = static_cast<Eigen::Index>(n);
        cohort.covariates.values.resize(rows, static_cast<Eigen::Index>(shape.covariates));
        for (std::size_t k = 0; k < shape.covariates; ++k) {
            cohort.covariates.names.push_back("x" + std::to_string(k));
            for (Eigen::Index i = 0; i < rows; ++i) {
                // 0: about 50 ± 10; 1: yes or no; others standard normal
                const double value = k == 0   ? 50 + 10 * normal(random)
                                     : k == 1 ? std::floor(2 * uniform(random))
                                              : normal(random);
                const bool missing = uniform(random) < shape.missing_records / 2;
                cohort.covariates.values(i, static_cast<Eigen::Index>(k)) = missing ? NAN : value;
            }
        }
        study.calls.emplace_back();
        study.storage.emplace_back();
        for (std::size_t v = 0; v < shape.variants; ++v) {
            study.calls[c].push_back(test::random_calls(random, n, frequencies[v], shape.missing_calls));
            const bool absent = c > 0 && random() % 6 == 0;
            study.storage[c].push_back(absent ? Storage::absent : static_cast<Storage>(random() % 3));
        }
        for (std::size_t t = 0; t < shape.traits; ++t) {
            Phenotype trait{"trait" + std::to_string(t), std::vector<double>(n)};
            for (std::size_t i = 0; i < n; ++i) {
                double value = 3.0 * static_cast<double>(c) + normal(random);
                for (std::size_t k = 0; k < shape.covariates; ++k) {
                    const double x =
                        cohort.covariates.values(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k));
                    value += std::isnan(x) ? 0 : 0.1 * x;
                }
                for (std::size_t v = t; v < shape.variants; v += 5) {
                    if (study.calls[c][v][i] != missing_call) { value += 0.2 * study.calls[c][v][i]; }
                }
                trait.values[i] = uniform(random) < shape.missing_records ? NAN : value;
            }
            cohort.traits.push_back(std::move(trait));
        }
        study.cohorts.push_back(std::move(cohort));
    }
    return study;
}

/// The effect is measured by its standard error: the fixed-point columns' error is relative to the whole of a trait.
constexpr double usual_tolerance = 1e-9;

void check_estimate(const Estimate& row, const test::PlainFit& plain, double tolerance) {
    REQUIRE(row.n == plain.n);
    if (plain.n == 0) {
        REQUIRE(row.status == RowStatus::no_people);
        return;
    }
    REQUIRE(test::relative_difference(row.effect_allele_frequency, plain.copies / (2 * plain.called)) < 1e-14);
    REQUIRE(row.mac == std::min(plain.copies, 2 * plain.called - plain.copies));
    REQUIRE((row.status == RowStatus::ok) == plain.estimable);
    if (!plain.estimable) {
        REQUIRE(std::isnan(row.beta));
        REQUIRE(std::isnan(row.standard_error));
        REQUIRE(std::isnan(row.neg_log10_p));
        return;
    }
    REQUIRE(row.degrees_of_freedom == plain.degrees_of_freedom);
    REQUIRE(std::fabs(row.beta - plain.beta) < tolerance * plain.standard_error);
    REQUIRE(test::relative_difference(row.standard_error, plain.standard_error) < tolerance);
    REQUIRE(std::fabs(row.statistic - plain.statistic) < tolerance * std::max(1.0, std::fabs(plain.statistic)));
    REQUIRE(test::same_bits(row.neg_log10_p, math::student_neg_log10_p(row.statistic, row.degrees_of_freedom)));
}

void check_study(const Study& study, MissingGenotype policy, double tolerance = usual_tolerance) {
    const bool mean = policy == MissingGenotype::mean;
    const std::vector<ScanRows> rows = scan(study, policy);
    REQUIRE(rows.size() == study.cohorts.front().traits.size());
    for (std::size_t t = 0; t < rows.size(); ++t) {
        REQUIRE(rows[t].pooled.size() == study.variants());
        REQUIRE(rows[t].cohorts.size() == study.cohorts.size());
        for (std::size_t v = 0; v < study.variants(); ++v) {
            const std::vector<test::PlainCohort> plain = study.plain(t, v);
            INFO("trait " << t << ", variant " << v);
            check_estimate(rows[t].pooled[v].pooled, test::plain_linear_model(plain, mean), tolerance);
            std::vector<Estimate> own;
            for (std::size_t c = 0; c < plain.size(); ++c) {
                INFO("cohort " << c);
                check_estimate(rows[t].cohorts[c][v], test::plain_linear_model({plain[c]}, mean), tolerance);
                own.push_back(rows[t].cohorts[c][v]);
            }
            const MetaAnalysis meta = math::meta_analysis(own);
            REQUIRE(rows[t].pooled[v].meta.cohorts == meta.cohorts);
            REQUIRE(test::same_bits(rows[t].pooled[v].meta.q, meta.q));
            REQUIRE(test::same_bits(rows[t].pooled[v].meta.beta_random, meta.beta_random));
        }
    }
}

bool same_estimate(const Estimate& a, const Estimate& b) {
    using test::same_bits;
    return a.status == b.status && same_bits(a.n, b.n) && same_bits(a.beta, b.beta) &&
           same_bits(a.standard_error, b.standard_error) && same_bits(a.statistic, b.statistic) &&
           same_bits(a.degrees_of_freedom, b.degrees_of_freedom) && same_bits(a.neg_log10_p, b.neg_log10_p) &&
           same_bits(a.effect_allele_frequency, b.effect_allele_frequency) && same_bits(a.mac, b.mac);
}

/// Rows of `part` against rows of `whole` from `first` on, bit for bit.
bool same_rows(const ScanRows& part, const ScanRows& whole, std::size_t first) {
    bool same = true;
    for (std::size_t v = 0; v < part.pooled.size(); ++v) {
        same = same && same_estimate(part.pooled[v].pooled, whole.pooled[first + v].pooled);
        same = same && test::same_bits(part.pooled[v].meta.q, whole.pooled[first + v].meta.q);
        for (std::size_t c = 0; c < part.cohorts.size(); ++c) {
            same = same && same_estimate(part.cohorts[c][v], whole.cohorts[c][first + v]);
        }
    }
    return same;
}

constexpr MissingGenotype policies[] = {MissingGenotype::exclude, MissingGenotype::mean};

TEST_CASE("linear scan equals the plain model, pooled and in each cohort, whoever is missing") {
    for (const MissingGenotype policy : policies) {
        check_study(random_study(71, {}), policy);
        check_study(random_study(72, {.missing_records = 0, .missing_calls = 0}), policy);
        check_study(random_study(73, {.missing_records = 0.3, .missing_calls = 0.4}), policy);
        check_study(random_study(74, {.people = {150}, .traits = 1}), policy);
    }
}

/// Cohorts so large that traits which few people lack are held beside the columns of everybody.
Study shared_study(std::uint64_t seed) {
    Shape shape;
    shape.people = {230, 40, 310, 150};
    shape.traits = 6;
    Study study = random_study(seed, shape);
    for (LinearCohort& cohort : study.cohorts) {
        // 0: all that have covariates; 1: as drawn; 2: nobody of the third cohort; 3: half of the people; 4: only those
        // whose x1 is 0, so that a covariate is lost; 5: as trait 1, with other values.
        for (std::size_t i = 0; i < cohort.covariates.people(); ++i) {
            const auto row = static_cast<Eigen::Index>(i);
            if (std::isnan(cohort.traits[0].values[i])) { cohort.traits[0].values[i] = 1; }
            if (cohort.name == "cohort2") { cohort.traits[2].values[i] = NAN; }
            if (i % 2 == 0) { cohort.traits[3].values[i] = NAN; }
            if (cohort.covariates.values(row, 1) == 1) { cohort.traits[4].values[i] = NAN; }
            cohort.traits[5].values[i] = 7 - 3 * cohort.traits[1].values[i];
        }
    }
    for (LinearCohort& cohort : study.cohorts) {  // small cohorts share columns only with traits that nobody lacks
        if (cohort.covariates.people() >= 100) { continue; }
        for (const std::size_t t : {1U, 2U, 5U}) {
            for (double& value : cohort.traits[t].values) { value = std::isnan(value) ? 0.5 : value; }
        }
    }
    return study;
}

TEST_CASE("traits share the columns of everybody unless too many people lack them") {
    const Study study = shared_study(74);
    for (const CovariateEffects effects : {CovariateEffects::shared, CovariateEffects::by_cohort}) {
        const LinearNull null = fit_linear_null(study.cohorts, effects);
        REQUIRE(null.columns.size() == 3);
        std::vector<std::size_t> sharing;
        for (const std::size_t g : null.columns[0].groups) {
            for (const std::size_t t : null.groups[g].traits) { sharing.push_back(t); }
        }
        CHECK(sharing == std::vector<std::size_t>{0, 1, 5, 2});
        CHECK(null.summaries[1].dropped_covariates.empty());
        CHECK_FALSE(null.summaries[4].dropped_covariates.empty());
    }
    for (const MissingGenotype policy : policies) { check_study(study, policy); }
}

TEST_CASE("linear scan without covariates") {
    for (const MissingGenotype policy : policies) { check_study(random_study(75, {.covariates = 0}), policy); }
}

TEST_CASE("linear scan of cohorts that are almost empty") {
    for (const MissingGenotype policy : policies) {
        for (std::uint64_t seed = 80; seed < 100; ++seed) {
            check_study(
                random_study(
                    seed, {.people = {1, 2, 7, 5, 30}, .variants = 12, .missing_records = 0.2, .missing_calls = 0.2}),
                policy, 1e-6);  // hardly a residual is left
        }
    }
}

TEST_CASE("a cohort without the trait, without the variant or without a call adds nothing") {
    Study study = random_study(101, {});
    std::vector<double>& values = study.cohorts[1].traits[0].values;
    std::fill(values.begin(), values.end(), NAN);
    study.cohorts[0].covariates.values.col(2).setConstant(NAN);  // nobody of the first cohort in any trait
    for (std::size_t c = 0; c < 3; ++c) { study.storage[c][0] = Storage::absent; }
    std::fill(study.calls[2][1].begin(), study.calls[2][1].end(), missing_call);
    study.storage[2][1] = Storage::packed;
    study.storage[1][2] = study.storage[2][2] = Storage::absent;
    for (const MissingGenotype policy : policies) {
        check_study(study, policy);
        const std::vector<ScanRows> rows = scan(study, policy);
        CHECK(rows[0].pooled[0].pooled.status == RowStatus::no_people);
        CHECK(rows[0].pooled[2].pooled.status == RowStatus::no_people);
        CHECK(rows[0].pooled[0].meta.cohorts == 0);
        CHECK(rows[0].cohorts[1][5].status == RowStatus::no_people);
        CHECK(rows[0].cohorts[2][1].status == RowStatus::no_people);
    }
}

TEST_CASE("a linear row without an estimate says why") {
    Study study = random_study(102, {.people = {60, 40}, .traits = 1, .missing_records = 0, .missing_calls = 0});
    const auto fill = [&](std::size_t v, std::uint8_t first, std::uint8_t second) {
        study.calls[0][v].assign(60, first);
        study.calls[1][v].assign(40, second);
        study.storage[0][v] = study.storage[1][v] = Storage::packed;
    };
    fill(0, 0, 0);
    fill(1, 1, 1);
    fill(2, 2, 2);
    study.storage[0][2] = Storage::sparse_base_2;
    fill(3, 0, 2);  // the cohort itself
    fill(4, 0, 0);
    for (std::size_t c = 0; c < 2; ++c) {
        for (std::size_t i = 0; i < study.calls[c][4].size(); ++i) {  // a covariate
            study.calls[c][4][i] =
                static_cast<std::uint8_t>(study.cohorts[c].covariates.values(static_cast<Eigen::Index>(i), 1));
        }
    }
    for (const MissingGenotype policy : policies) {
        check_study(study, policy);
        const std::vector<ScanRows> rows = scan(study, policy);
        for (std::size_t v = 0; v < 4; ++v) { CHECK(rows[0].pooled[v].pooled.status == RowStatus::monomorphic); }
        CHECK(rows[0].pooled[4].pooled.status == RowStatus::collinear);
        CHECK(rows[0].cohorts[0][4].status == RowStatus::collinear);
    }

    // A trait that is twice a variant, in exactly those people.
    Study twice =
        random_study(104, {.people = {60, 40}, .traits = 1, .variants = 1, .missing_records = 0, .missing_calls = 0});
    for (std::size_t c = 0; c < 2; ++c) {
        for (std::size_t i = 0; i < twice.calls[c][0].size(); ++i) {
            twice.cohorts[c].traits[0].values[i] = 5 + 2.0 * twice.calls[c][0][i];
        }
    }
    const ScanRows perfect = scan(twice, MissingGenotype::exclude)[0];
    CHECK(perfect.pooled[0].pooled.status == RowStatus::perfect_fit);
    CHECK(perfect.pooled[0].pooled.beta == Approx(2).epsilon(1e-9));
    CHECK(std::isnan(perfect.pooled[0].pooled.standard_error));
    CHECK(std::isnan(perfect.pooled[0].pooled.neg_log10_p));
    CHECK(perfect.cohorts[0][0].status == RowStatus::perfect_fit);
    CHECK(perfect.pooled[0].meta.cohorts == 0);

    Study few =
        random_study(103, {.people = {5, 3}, .traits = 1, .variants = 1, .missing_records = 0, .missing_calls = 0});
    few.calls[0][0] = {0, 1, 0, 2, 1};
    few.calls[1][0] = {0, 1, 2};
    few.storage[0][0] = few.storage[1][0] = Storage::packed;
    const std::vector<ScanRows> rows = scan(few, MissingGenotype::exclude);
    CHECK(rows[0].cohorts[0][0].status == RowStatus::too_few_people);  // 5 - 1 - 3 - 1 = 0
    CHECK(rows[0].cohorts[1][0].status == RowStatus::too_few_people);
    CHECK(rows[0].pooled[0].pooled.status == RowStatus::ok);  // 8 - 2 - 3 - 1 = 2
}

TEST_CASE("covariates that lose a rank: in all cohorts, in one, or only beside a variant's missing calls") {
    Study study = random_study(104, {.covariates = 5, .traits = 2});
    study.cohorts[0].covariates.values.col(0).setConstant(52.3);  // all of one age in the first cohort
    for (LinearCohort& cohort : study.cohorts) {
        cohort.covariates.values.col(3) = cohort.covariates.values.col(2) * 2 + cohort.covariates.values.col(0);
    }
    study.cohorts[1].covariates.values.col(4) = study.cohorts[1].covariates.values.col(2);
    // A level that one person of a cohort has, who lacks the call of the second variant.
    for (LinearCohort& cohort : study.cohorts) { cohort.covariates.values.col(1).setZero(); }
    for (std::size_t c : {0U, 2U}) {
        study.cohorts[c].covariates.values(7, 1) = 1;
        study.cohorts[c].traits[0].values[7] = 1.5;
        study.cohorts[c].covariates.values(7, 0) = 52.3;
        for (const Eigen::Index k : {2, 4}) { study.cohorts[c].covariates.values(7, k) = 0.3; }
        study.cohorts[c].covariates.values(7, 3) = 0.6 + 52.3;
    }
    study.calls[0][1][7] = study.calls[2][1][7] = missing_call;
    study.storage[0][1] = study.storage[2][1] = Storage::packed;
    study.calls[0][2][7] = missing_call;
    for (const MissingGenotype policy : policies) { check_study(study, policy); }
    const LinearNull null = fit_linear_null(study.cohorts);
    for (const TraitSummary& summary : null.summaries) {
        CHECK(summary.dropped_covariates == std::vector<std::string>{"x3"});
    }
}

TEST_CASE("a trait alone equals the trait among others, bit for bit, in whatever order") {
    std::vector<Study> studies{shared_study(104)};
    for (const double missing_records : {0.0, 0.1}) {
        studies.push_back(random_study(105, {.traits = 4, .missing_records = missing_records, .missing_calls = 0.05}));
    }
    for (const Study& study : studies) {
        const std::size_t traits = study.cohorts.front().traits.size();
        for (const MissingGenotype policy : policies) {
            const std::vector<ScanRows> together = scan(study, policy);
            Study reversed = study;
            for (LinearCohort& cohort : reversed.cohorts) { std::reverse(cohort.traits.begin(), cohort.traits.end()); }
            const std::vector<ScanRows> backwards = scan(reversed, policy);
            for (std::size_t t = 0; t < traits; ++t) {
                Study alone = study;
                for (LinearCohort& cohort : alone.cohorts) { cohort.traits = {cohort.traits[t]}; }
                CHECK(same_rows(scan(alone, policy)[0], together[t], 0));
                CHECK(same_rows(backwards[traits - 1 - t], together[t], 0));
            }
        }
    }
}

TEST_CASE("results do not depend on the block's size or on how a variant is stored, bit for bit") {
    const MissingGenotype policy = GENERATE(MissingGenotype::exclude, MissingGenotype::mean);
    const Study study = GENERATE(true, false) ? random_study(106, {.variants = 64}) : shared_study(107);
    {
        const std::vector<ScanRows> whole = scan(study, policy);
        for (const std::size_t size : {1U, 7U}) {
            for (std::size_t first = 0; first < study.variants(); first += size) {
                const std::size_t count = std::min<std::size_t>(size, study.variants() - first);
                const std::vector<ScanRows> part = scan(study, policy, first, count);
                for (std::size_t t = 0; t < whole.size(); ++t) { REQUIRE(same_rows(part[t], whole[t], first)); }
            }
        }
        Study stored = study;
        for (std::vector<Storage>& storage : stored.storage) {
            for (Storage& one : storage) {
                if (one != Storage::absent) { one = Storage::packed; }
            }
        }
        const std::vector<ScanRows> packed = scan(stored, policy);
        for (std::size_t t = 0; t < whole.size(); ++t) { CHECK(same_rows(packed[t], whole[t], 0)); }
    }
}

TEST_CASE("neither the unit nor the offset of a covariate reaches the results") {
    const Study study = random_study(107, {.traits = 1});
    Study changed = study;
    for (LinearCohort& cohort : changed.cohorts) {
        cohort.covariates.values.col(0) *= 1e6;
        cohort.covariates.values.col(1).array() += 1e6;
        cohort.covariates.values.col(2) *= -1e-6;
    }
    for (const MissingGenotype policy : policies) {
        const std::vector<ScanRows> rows = scan(study, policy);
        const std::vector<ScanRows> other = scan(changed, policy);
        for (std::size_t v = 0; v < study.variants(); ++v) {
            const Estimate& a = rows[0].pooled[v].pooled;
            const Estimate& b = other[0].pooled[v].pooled;
            REQUIRE(a.status == b.status);
            REQUIRE(a.degrees_of_freedom == b.degrees_of_freedom);
            REQUIRE(std::fabs(a.beta - b.beta) < 1e-9 * a.standard_error);
            REQUIRE(test::relative_difference(b.standard_error, a.standard_error) < 1e-9);
        }
    }
}

TEST_CASE("a trait's unit and offset scale its estimates and nothing else") {
    const Study study = random_study(108, {.traits = 1});
    Study changed = study;
    for (LinearCohort& cohort : changed.cohorts) {
        for (double& value : cohort.traits[0].values) { value = value * 1e4 + 1e7; }
    }
    const std::vector<ScanRows> rows = scan(study, MissingGenotype::exclude);
    const std::vector<ScanRows> other = scan(changed, MissingGenotype::exclude);
    for (std::size_t v = 0; v < study.variants(); ++v) {
        const Estimate& a = rows[0].pooled[v].pooled;
        const Estimate& b = other[0].pooled[v].pooled;
        REQUIRE(std::fabs(b.beta / 1e4 - a.beta) < 1e-8 * a.standard_error);
        REQUIRE(std::fabs(b.statistic - a.statistic) < 1e-8 * std::max(1.0, std::fabs(a.statistic)));
    }
}

TEST_CASE("an outlier without a call costs the others hardly a digit") {
    Study study = random_study(109, {.traits = 1});
    for (std::size_t v = 0; v < study.variants(); ++v) { study.calls[0][v][3] = missing_call; }
    study.cohorts[0].traits[0].values[3] = 5e2;
    check_study(study, MissingGenotype::exclude, 1e-8);
}

TEST_CASE("the null model counts who is left out and what is dropped") {
    Study study = random_study(110, {.people = {10, 4}, .traits = 2, .variants = 1, .missing_records = 0});
    study.cohorts[0].traits[0].values[2] = NAN;
    study.cohorts[0].covariates.values(2, 0) = NAN;
    study.cohorts[0].covariates.values(5, 1) = NAN;
    const LinearNull null = fit_linear_null(study.cohorts);
    REQUIRE(null.summaries.size() == 2);
    CHECK(null.summaries[0].trait == "trait0");
    CHECK(null.summaries[0].sets[0].people == 8);
    CHECK(null.summaries[0].sets[0].left_out.at("trait missing") == 1);
    CHECK(null.summaries[0].sets[0].left_out.at("covariate x1 missing") == 1);
    CHECK(null.summaries[1].sets[0].people == 8);
    CHECK(null.summaries[1].sets[0].left_out.at("covariate x0 missing") == 1);
    CHECK(null.summaries[1].sets[1].left_out.empty());
    CHECK(null.groups.size() == 1);  // the same people after all
    CHECK(fit_linear_null({}).groups.empty());
    CHECK(null.summaries[0].constant_in.empty());
    study.cohorts[1].traits[0].values.assign(4, 1e6);
    CHECK(fit_linear_null(study.cohorts).summaries[0].constant_in == std::vector<std::size_t>{1});
}

}  // namespace
}  // namespace atria::association
