#include "kernels/survival/discrete_scan.hpp"

#include "kernels/math/meta_analysis.hpp"
#include "kernels/math/tails.hpp"
#include "tests/support/closeness.hpp"
#include "tests/support/cox_scans.hpp"
#include "tests/support/plain_discrete_model.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <stdexcept>
#include <vector>

namespace atria::survival {
namespace {

using test::CoxStudy;
using test::PlainStratum;
using test::Storage;

/// The rows of variants [first, first + count), as the driver asks for them.
std::vector<ScanRows> discrete_scan(const CoxStudy& study, std::size_t first, std::size_t count,
                                    const DiscreteTest& test = {}) {
    const DiscreteScan kernel(fit_discrete_null(study.cohorts), test);
    const std::unique_ptr<BlockState> state = kernel.begin(count);
    for (int round = 0; round < 1000; ++round) {
        std::vector<Contribution> contributions;
        for (std::size_t c = 0; c < study.cohorts.size(); ++c) {
            const auto from = static_cast<std::ptrdiff_t>(first);
            const auto to = static_cast<std::ptrdiff_t>(first + count);
            const GenotypeBlock block = test::genotype_block(
                study.cohorts[c].covariates.people(), {study.calls[c].begin() + from, study.calls[c].begin() + to},
                {study.storage[c].begin() + from, study.storage[c].begin() + to});
            contributions.push_back(kernel.accumulate(CohortIndex{static_cast<std::uint32_t>(c)}, block, *state));
        }
        if (!kernel.update(*state, contributions)) { return kernel.report(*state, contributions); }
    }
    throw std::runtime_error("the scan goes round for ever");
}

std::vector<ScanRows> discrete_scan(const CoxStudy& study, const DiscreteTest& test = {}) {
    return discrete_scan(study, 0, study.variants(), test);
}

struct Shape {
    std::vector<std::size_t> people = {55, 40, 50};
    Eigen::Index covariates = 2;
    std::size_t variants = 7;
    double missing = 0.05;
    bool delayed_entry = true;
    std::size_t times = 7;
    double events = 0.7;
};

CoxStudy random_study(std::uint64_t seed, const Shape& shape) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform(0, 1);
    CoxStudy study;
    for (const std::size_t n : shape.people) {
        CoxCohort cohort;
        cohort.covariates.values.resize(static_cast<Eigen::Index>(n), shape.covariates);
        for (Eigen::Index k = 0; k < shape.covariates; ++k) {
            cohort.covariates.names.push_back("x" + std::to_string(k));
            for (Eigen::Index i = 0; i < cohort.covariates.values.rows(); ++i) {
                cohort.covariates.values(i, k) = uniform(random) < shape.missing / 2 ? NAN : 60 + 3 * normal(random);
            }
        }
        study.calls.emplace_back();
        study.storage.emplace_back();
        for (std::size_t v = 0; v < shape.variants; ++v) {
            const double frequency = v % 3 == 0 ? 0.1 : (v % 3 == 1 ? 0.85 : 0.4);
            study.calls.back().push_back(test::random_calls(random, n, frequency, v % 2 == 0 ? shape.missing : 0.0));
            const bool absent = study.calls.size() > 1 && v % 5 == 4 && random() % 2 == 0;
            study.storage.back().push_back(absent ? Storage::absent : static_cast<Storage>(random() % 3));
        }
        SurvivalOutcome outcome;
        outcome.name = "o";
        for (std::size_t i = 0; i < n; ++i) {
            const double x = shape.covariates > 0 ? cohort.covariates.values(static_cast<Eigen::Index>(i), 0) : 60;
            double effect = std::isnan(x) ? 0 : 0.2 * (x - 60);
            if (study.calls.back()[0][i] != missing_call) { effect += 0.6 * study.calls.back()[0][i]; }
            const auto last = static_cast<double>(shape.times);
            const double entry = shape.delayed_entry ? std::floor((last - 1) * uniform(random) / 2) : 0;
            const double stay = std::ceil(-std::log(1 - uniform(random)) * last / 2 * std::exp(-effect));
            if (shape.delayed_entry) { outcome.entry.push_back(entry); }
            outcome.exit.push_back(std::min(entry + std::max(stay, 1.0), last + 1));
            outcome.event.push_back(outcome.exit[i] <= last && uniform(random) < shape.events ? 1 : 0);
            if (uniform(random) < shape.missing / 2) { outcome.event.back() = NAN; }
        }
        cohort.outcomes.push_back(std::move(outcome));
        study.cohorts.push_back(std::move(cohort));
    }
    return study;
}

void check_estimate(const Estimate& row, const std::vector<PlainStratum>& strata) {
    double n = 0;
    double events = 0;
    double copies = 0;
    double event_copies = 0;
    Eigen::Index p = 1;
    for (const PlainStratum& stratum : strata) {
        p = stratum.x.cols();
        n += static_cast<double>(stratum.exit.size());
        for (std::size_t i = 0; i < stratum.event.size(); ++i) {
            const double call = stratum.x.rightCols(1)(static_cast<Eigen::Index>(i));
            events += stratum.event[i];
            copies += call;
            event_copies += stratum.event[i] * call;
        }
    }
    REQUIRE(row.n == n);
    REQUIRE(row.n_events == events);
    REQUIRE(row.mac == std::min(copies, 2 * n - copies));
    REQUIRE(row.event_alleles == event_copies);
    // Covariates about their mean, for the plain fit's sake.
    std::vector<PlainStratum> centred = strata;
    for (PlainStratum& stratum : centred) { stratum.x.leftCols(p - 1).array() -= 60; }
    const test::PlainPeriods periods(centred, p);
    const test::PlainDiscreteFit null = test::plain_discrete_fit(periods, 1);
    REQUIRE(null.converged);
    REQUIRE(test::relative_difference(row.score_chisq, static_cast<double>(test::plain_discrete_score(null))) < 1e-9);
    REQUIRE(row.log_likelihood_null == Approx(static_cast<double>(null.at.log_likelihood)).epsilon(1e-12));
    const test::PlainDiscreteFit full = test::plain_discrete_fit(periods, 0);
    const Eigen::Index last = full.point.size() - 1;
    const test::ExtendedVector unit = test::ExtendedVector::Unit(last + 1, last);
    const auto error = static_cast<double>(std::sqrt(full.at.expected.ldlt().solve(unit)[last]));
    // Where carriers all have their event at once, the likelihood flattens out as fast as exp(-exp(beta)).
    if (!full.converged || std::fabs(static_cast<double>(full.point[last])) > 15 || !(error < 1e3)) {
        REQUIRE(row.status == RowStatus::infinite_estimate);
        REQUIRE(std::isnan(row.beta));
        return;
    }
    REQUIRE(row.status == RowStatus::ok);
    REQUIRE(std::fabs(row.beta - static_cast<double>(full.point[last])) < 1e-9 * error);
    REQUIRE(test::relative_difference(row.standard_error, error) < 1e-9);
    REQUIRE(row.log_likelihood == Approx(static_cast<double>(full.at.log_likelihood)).epsilon(1e-12));
}

void check_study(const CoxStudy& study) {
    const ScanRows rows = discrete_scan(study).front();
    for (std::size_t v = 0; v < study.variants(); ++v) {
        std::vector<PlainStratum> all;
        std::vector<Estimate> own;
        for (std::size_t c = 0; c < study.cohorts.size(); ++c) {
            INFO("variant " << v << ", cohort " << c);
            const auto stratum = study.plain(c, 0, v);
            own.push_back(rows.cohorts[c][v]);
            if (!stratum) {
                REQUIRE(own.back().status == RowStatus::no_people);
                continue;
            }
            check_estimate(own.back(), {*stratum});
            all.push_back(*stratum);
        }
        INFO("variant " << v << ", pooled");
        check_estimate(rows.pooled[v].pooled, all);
        REQUIRE(test::same_bits(rows.pooled[v].meta.q, math::meta_analysis(own).q));
    }
}

TEST_CASE("a scan of grouped time equals the plain model, pooled and in each cohort, whoever is missing") {
    check_study(random_study(1, {}));
    check_study(random_study(2, {.missing = 0.2}));
    check_study(random_study(3, {.missing = 0, .delayed_entry = false, .times = 3, .events = 1}));
    check_study(random_study(4, {.people = {120}, .covariates = 0, .times = 30}));
    // At risk at many times: expected curvatures by the series.
    check_study(random_study(9, {.people = {100}, .covariates = 1, .variants = 2, .times = 70, .events = 0.9}));
}

TEST_CASE("two groups at one time have an estimate in closed form") {
    // 3 of 10 others and 5 of 8 carriers have an event, at the only time.
    CoxStudy study;
    CoxCohort cohort;
    cohort.covariates.values.resize(18, 0);
    SurvivalOutcome outcome{"o", {}, {}, {}};
    test::Calls calls;
    for (int i = 0; i < 18; ++i) {
        outcome.exit.push_back(i < 8 ? 1 : 2);
        outcome.event.push_back(i < 8 ? 1 : 0);
        calls.push_back(i < 5 || i >= 15 ? 1 : 0);
    }
    cohort.outcomes = {outcome};
    study.cohorts = {cohort};
    study.calls = {{calls}};
    study.storage = {{Storage::packed}};
    const Estimate row = discrete_scan(study).front().pooled[0].pooled;
    const double u0 = std::log(10.0 / 7);
    const double u1 = std::log(8.0 / 3);
    CHECK(row.beta == Approx(std::log(u1 / u0)).epsilon(1e-13));
    CHECK(row.standard_error == Approx(std::sqrt(3 / (70 * u0 * u0) + 5 / (24 * u1 * u1))).epsilon(1e-13));
    // The score test is Pearson's of the table: n (ad - bc)² over the margins.
    CHECK(row.score_chisq == Approx(18.0 * (3 * 3 - 7 * 5) * (3 * 3 - 7 * 5) / (8.0 * 10 * 10 * 8)).epsilon(1e-13));
}

TEST_CASE("a row of grouped time without an estimate says why") {
    CoxStudy study = random_study(5, {.people = {60, 40, 30}, .missing = 0});
    const auto event = [&](std::size_t c, std::size_t i) { return study.cohorts[c].outcomes[0].event[i] == 1; };
    std::fill(study.cohorts[2].outcomes[0].event.begin(), study.cohorts[2].outcomes[0].event.end(), 0.0);
    for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t v = 0; v < 6; ++v) { study.storage[c][v] = Storage::packed; }
        for (std::size_t i = 0; i < study.calls[c][0].size(); ++i) {
            study.calls[c][0][i] = 0;
            study.calls[c][1][i] = static_cast<std::uint8_t>(c == 0 ? 0 : 2);
            study.calls[c][2][i] = static_cast<std::uint8_t>(event(c, i) ? 0 : i % 2);  // no carrier has the event
            study.calls[c][3][i] = static_cast<std::uint8_t>(event(c, i) ? 2 : i % 3);
            study.calls[c][4][i] = missing_call;
            // Carriers have their event at the first time at risk, all of them.
            const double entry = study.cohorts[c].outcomes[0].entry[i];
            study.calls[c][5][i] = event(c, i) && study.cohorts[c].outcomes[0].exit[i] == entry + 1 ? 1 : 0;
        }
    }
    for (const bool wald : {false, true}) {
        const ScanRows rows = discrete_scan(study, {.refine_p = 1, .wald = wald}).front();
        const auto status = [&rows](std::size_t v) { return rows.pooled[v].pooled.status; };
        CHECK(status(0) == RowStatus::monomorphic);
        CHECK(status(1) == RowStatus::collinear);  // constant within every cohort
        CHECK(status(2) == RowStatus::infinite_estimate);
        CHECK(status(3) == RowStatus::infinite_estimate);
        CHECK(status(4) == RowStatus::no_people);
        CHECK(status(5) == RowStatus::infinite_estimate);
        for (const std::size_t v : {2UL, 3UL, 5UL}) {
            const Estimate& row = rows.pooled[v].pooled;
            CHECK(row.score_chisq > 0);
            CHECK(row.neg_log10_p > 0);
            CHECK(row.test == TestKind::score);
            CHECK(std::isnan(row.beta));
        }
        CHECK(rows.cohorts[2][6].status == RowStatus::no_events);
        CHECK(rows.pooled[6].pooled.status == RowStatus::ok);
        CHECK(rows.pooled[6].pooled.test == (wald ? TestKind::wald : TestKind::score));
    }
    for (CoxCohort& cohort : study.cohorts) {
        std::fill(cohort.outcomes[0].event.begin(), cohort.outcomes[0].event.end(), 0.0);
    }
    CHECK(discrete_scan(study).front().pooled[6].pooled.status == RowStatus::no_events);
    // Everybody has an event at the only time: no interval says anything.
    for (CoxCohort& cohort : study.cohorts) {
        for (std::size_t i = 0; i < cohort.covariates.people(); ++i) {
            cohort.outcomes[0].entry[i] = 0;
            cohort.outcomes[0].exit[i] = 1;
            cohort.outcomes[0].event[i] = 1;
        }
    }
    const ScanRows rows = discrete_scan(study).front();
    CHECK(rows.cohorts[0][6].status == RowStatus::one_class);
    const Estimate& row = rows.pooled[6].pooled;
    CHECK(row.status == RowStatus::one_class);
    CHECK(std::isnan(row.beta));
}

TEST_CASE("a covariate that separates gives the outcome a status") {
    CoxStudy study = random_study(6, {.people = {60}, .covariates = 1, .variants = 2, .missing = 0});
    for (Eigen::Index i = 0; i < 60; ++i) {
        const bool event = study.cohorts[0].outcomes[0].event[static_cast<std::size_t>(i)] == 1;
        study.cohorts[0].covariates.values(i, 0) = event ? 1 : 0;
    }
    const Estimate row = discrete_scan(study).front().pooled[0].pooled;
    CHECK(row.status == RowStatus::infinite_estimate);
    CHECK(std::isnan(row.score_chisq));
}

TEST_CASE("estimates by expansion are near the maximum, and their score test is that of complete variants") {
    const CoxStudy study = random_study(7, {.people = {1500, 900}, .variants = 12, .missing = 0.02});
    const ScanRows exact = discrete_scan(study).front();
    const ScanRows quick = discrete_scan(study, {.refine_p = 1e-12}).front();
    std::size_t expansions = 0;
    for (std::size_t v = 1; v < study.variants(); ++v) {
        const Estimate& row = quick.pooled[v].pooled;
        const Estimate& whole = exact.pooled[v].pooled;
        if (row.status != RowStatus::expansion) { continue; }
        ++expansions;
        CHECK(std::fabs(row.beta - whole.beta) < 0.02 * whole.standard_error);
        CHECK(row.standard_error == Approx(whole.standard_error).epsilon(0.01));
        const bool complete = v % 2 == 1;
        CHECK(std::fabs(row.statistic - whole.statistic) < (complete && v % 5 != 4 ? 1e-9 : 0.01));
    }
    CHECK(expansions > 5);
}

TEST_CASE("numbers of a variant of grouped time do not depend on the block") {
    const CoxStudy study = random_study(8, {});
    const ScanRows together = discrete_scan(study).front();
    for (std::size_t v = 0; v < study.variants(); ++v) {
        const ScanRows alone = discrete_scan(study, v, 1).front();
        CHECK(test::same_bits(alone.pooled[0].pooled.beta, together.pooled[v].pooled.beta));
        CHECK(test::same_bits(alone.pooled[0].pooled.standard_error, together.pooled[v].pooled.standard_error));
        CHECK(test::same_bits(alone.pooled[0].pooled.statistic, together.pooled[v].pooled.statistic));
        CHECK(test::same_bits(alone.cohorts[1][0].beta, together.cohorts[1][v].beta));
    }
}

}  // namespace
}  // namespace atria::survival
