#include "kernels/survival/cox_scan.hpp"

#include "tests/support/closeness.hpp"
#include "tests/support/cox_scan_checks.hpp"
#include "tests/support/cox_scan_golden.hpp"
#include "tests/support/cox_scans.hpp"
#include "tests/support/golden_table.hpp"
#include "tests/support/random_cox_study.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace atria::survival {
namespace {

using test::Calls;
using test::check_study;
using test::cox_scan;
using test::CoxStudy;
using test::same_rows;
using test::Storage;

TEST_CASE("Cox scan equals the plain model, pooled and in each cohort, whoever is missing") {
    for (const Ties ties : test::both_ties) {
        check_study(test::random_cox_study(301, {}), ties);
        check_study(test::random_cox_study(302, {.outcomes = 1, .missing_records = 0, .missing_calls = 0}), ties);
        check_study(test::random_cox_study(303, {.outcomes = 1, .missing_records = 0.2, .missing_calls = 0.3}), ties);
        check_study(test::random_cox_study(304, {.people = {90}, .outcomes = 1, .delayed_entry = false}), ties);
    }
}

TEST_CASE("Cox scan without covariates") {
    for (const Ties ties : test::both_ties) {
        check_study(test::random_cox_study(305, {.covariates = 0, .outcomes = 1}), ties);
    }
}

TEST_CASE("Cox scan when everybody or hardly anybody has the event") {
    for (const Ties ties : test::both_ties) {
        check_study(test::random_cox_study(306, {.outcomes = 1, .events = 1.0}), ties);
        check_study(test::random_cox_study(
                        307, {.people = {200, 150}, .covariates = 1, .outcomes = 1, .variants = 8, .events = 0.07}),
                    ties);
    }
}

TEST_CASE("Cox scan with case weights equals the plain weighted model") {
    for (const Ties ties : test::both_ties) {
        check_study(test::random_cox_study(321, {.outcomes = 1, .weights = true}), ties);
        check_study(
            test::random_cox_study(322, {.people = {90}, .outcomes = 1, .delayed_entry = false, .weights = true}),
            ties);
    }
}

TEST_CASE("Fine-Gray scan equals the plain model of rows with Geskus's weights") {
    for (const Ties ties : test::both_ties) {
        check_study(test::random_cox_study(331, {.people = {70, 60}, .outcomes = 1, .events = 0.4, .competing = 0.5}),
                    ties);
        check_study(test::random_cox_study(
                        332, {.people = {80}, .outcomes = 1, .delayed_entry = false, .events = 0.3, .competing = 0.6}),
                    ties);
        check_study(
            test::random_cox_study(
                333,
                {.people = {60, 50}, .covariates = 1, .outcomes = 1, .events = 0.4, .competing = 0.5, .weights = true}),
            ties);
    }
}

TEST_CASE("whole case weights are to the scan what that many equal people are") {
    CoxStudy study = test::random_cox_study(341, {.people = {60, 50}, .outcomes = 1, .variants = 8});
    CoxStudy many = study;
    for (std::size_t c = 0; c < study.cohorts.size(); ++c) {
        CoxCohort& cohort = study.cohorts[c];
        CoxCohort& repeated = many.cohorts[c];
        SurvivalOutcome& times = repeated.outcomes[0];
        times.entry.clear();
        times.exit.clear();
        times.event.clear();
        std::vector<Eigen::Index> rows;
        for (std::size_t i = 0; i < cohort.covariates.people(); ++i) {
            cohort.outcomes[0].weight.push_back(static_cast<double>(i % 3));
            rows.insert(rows.end(), i % 3, static_cast<Eigen::Index>(i));
        }
        repeated.covariates.values = cohort.covariates.values(rows, Eigen::all).eval();
        for (Calls& calls : many.calls[c]) { calls.clear(); }
        for (const Eigen::Index i : rows) {
            const auto person = static_cast<std::size_t>(i);
            times.entry.push_back(cohort.outcomes[0].entry[person]);
            times.exit.push_back(cohort.outcomes[0].exit[person]);
            times.event.push_back(cohort.outcomes[0].event[person]);
            for (std::size_t v = 0; v < 8; ++v) { many.calls[c][v].push_back(study.calls[c][v][person]); }
        }
    }
    // Breslow's: deaths that are repeated are ties, which Efron's treats as such.
    const ScanRows weighted = cox_scan(study, Ties::breslow)[0];
    const ScanRows repeated = cox_scan(many, Ties::breslow)[0];
    for (std::size_t v = 0; v < 8; ++v) {
        const Estimate& a = weighted.pooled[v].pooled;
        const Estimate& b = repeated.pooled[v].pooled;
        REQUIRE(a.status == b.status);
        CHECK(test::relative_difference(a.score_chisq, b.score_chisq) < 1e-9);
        if (std::isnan(b.beta)) { continue; }
        CHECK(std::fabs(a.beta - b.beta) < 1e-9 * b.standard_error);
        CHECK(test::relative_difference(a.standard_error, b.standard_error) < 1e-9);
    }
}

TEST_CASE("six and ten people with known answers, as a scan") {
    CoxStudy study;
    CoxCohort six;
    six.covariates.values.resize(6, 0);
    six.outcomes = {{"o", {}, {9, 1, 1, 6, 6, 8}, {1, 1, 0, 1, 1, 0}}};
    study.cohorts = {six};
    study.calls = {{{0, 1, 1, 1, 0, 0}}};
    study.storage = {{Storage::packed}};
    const Estimate breslow = cox_scan(study, Ties::breslow)[0].pooled[0].pooled;
    CHECK(std::fabs(breslow.beta - std::log(1.5 + std::sqrt(33.0) / 2)) < 1e-12);
    CHECK(std::fabs(breslow.score_chisq - 1.6) < 1e-12);
    CHECK(breslow.log_likelihood_null == Approx(-4.56434819147).epsilon(1e-11));
    CHECK(breslow.log_likelihood == Approx(-3.824749505).epsilon(1e-9));
    const Estimate efron = cox_scan(study, Ties::efron)[0].pooled[0].pooled;
    const double angle = std::acos(45.0 / 23 * std::sqrt(3.0 / 23)) / 3;
    CHECK(std::fabs(efron.beta - std::log(2 * std::sqrt(23.0 / 3) * std::cos(angle))) < 1e-12);
    CHECK(efron.score_chisq == Approx(2.03614457831).epsilon(1e-11));
    CHECK(efron.log_likelihood_null == Approx(-4.27666611902).epsilon(1e-11));
    CHECK(efron.log_likelihood == Approx(-3.35897484026).epsilon(1e-11));

    CoxCohort ten;
    ten.covariates.values.resize(10, 0);
    ten.outcomes = {
        {"o", {1, 2, 5, 2, 1, 7, 3, 4, 8, 8}, {2, 3, 6, 7, 8, 9, 9, 9, 14, 17}, {1, 1, 1, 1, 1, 1, 1, 0, 0, 0}}};
    const Calls calls = {1, 0, 0, 1, 0, 1, 1, 1, 0, 0};
    // Alone, and three times as strata whose times are shifted against each other: the same maximum.
    for (const int copies : {1, 3}) {
        study.cohorts.assign(static_cast<std::size_t>(copies), ten);
        study.calls.assign(static_cast<std::size_t>(copies), {calls});
        study.storage.assign(static_cast<std::size_t>(copies), {Storage::packed});
        for (int c = 0; c < copies; ++c) {
            SurvivalOutcome& outcome = study.cohorts[static_cast<std::size_t>(c)].outcomes[0];
            for (double& time : outcome.entry) { time += 3 * c; }
            for (double& time : outcome.exit) { time += 3 * c; }
        }
        const double size = copies;
        const Estimate first = cox_scan(study, Ties::breslow)[0].pooled[0].pooled;
        CHECK(std::fabs(first.beta + 0.0845260806613) < 1e-12);
        CHECK(first.standard_error * std::sqrt(size) == Approx(0.793817277486).epsilon(1e-11));
        CHECK(first.log_likelihood_null / size == Approx(-9.39266192877).epsilon(1e-11));
        CHECK(first.log_likelihood / size == Approx(-9.38701511837).epsilon(1e-11));
        const Estimate second = cox_scan(study, Ties::efron)[0].pooled[0].pooled;
        CHECK(std::fabs(second.beta + 0.0211052095802) < 1e-12);
        CHECK(second.standard_error * std::sqrt(size) == Approx(0.79517687382).epsilon(1e-11));
        CHECK(second.log_likelihood_null / size == Approx(-9.16951837746).epsilon(1e-11));
        CHECK(second.log_likelihood / size == Approx(-9.16916646472).epsilon(1e-11));
    }
}

TEST_CASE("Cox scan equals R's coxph with strata, delayed entry and ties, fully converged") {
    const CoxStudy study = test::golden_cox_study();
    const test::GoldenTable golden("cox_scan.tsv");
    const std::vector<ScanRows> efron = cox_scan(study, Ties::efron);
    const std::vector<ScanRows> breslow = cox_scan(study, Ties::breslow);
    for (std::size_t i = 0; i < golden.rows(); ++i) {
        const ScanRows& rows = golden.word(i, "ties") == "efron" ? efron[0] : breslow[0];
        const auto v = static_cast<std::size_t>(golden.number(i, "variant"));
        const double cohort = golden.number(i, "cohort");
        const Estimate& row = cohort < 0 ? rows.pooled[v].pooled : rows.cohorts[static_cast<std::size_t>(cohort)][v];
        INFO(golden.word(i, "ties") << ", variant " << v << ", cohort " << cohort);
        CHECK(row.n == golden.number(i, "n"));
        CHECK(row.n_events == golden.number(i, "events"));
        CHECK(test::relative_difference(row.log_likelihood_null, golden.number(i, "log_likelihood_null")) < 1e-11);
        CHECK(test::relative_difference(row.score_chisq, golden.number(i, "score_chisq")) < 1e-9);
        if (std::fabs(golden.number(i, "beta")) > 10) {
            CHECK(row.status == RowStatus::infinite_estimate);
            continue;
        }
        const double standard_error = golden.number(i, "se");
        CHECK(row.status == RowStatus::ok);
        CHECK(std::fabs(row.beta - golden.number(i, "beta")) < 1e-9 * standard_error);
        CHECK(test::relative_difference(row.standard_error, standard_error) < 1e-9);
        CHECK(test::relative_difference(row.log_likelihood, golden.number(i, "log_likelihood")) < 1e-11);
    }
}

TEST_CASE("a Cox row without an estimate says why") {
    CoxStudy study =
        test::random_cox_study(308, {.people = {60, 40, 30}, .outcomes = 1, .missing_records = 0, .missing_calls = 0});
    const auto fill = [&](std::size_t v, auto&& code) {
        for (std::size_t c = 0; c < 3; ++c) {
            study.storage[c][v] = Storage::packed;
            for (std::size_t i = 0; i < study.calls[c][v].size(); ++i) {
                study.calls[c][v][i] = static_cast<std::uint8_t>(code(c, i));
            }
        }
    };
    const auto event = [&](std::size_t c, std::size_t i) { return study.cohorts[c].outcomes[0].event[i] == 1; };
    fill(0, [](std::size_t, std::size_t) { return 0; });
    fill(1, [](std::size_t, std::size_t) { return 2; });
    fill(2, [](std::size_t c, std::size_t) { return c == 0 ? 0 : 2; });
    fill(3, [&](std::size_t c, std::size_t i) {
        return static_cast<int>(study.cohorts[c].covariates.values(static_cast<Eigen::Index>(i), 1));
    });
    fill(4, [&](std::size_t c, std::size_t i) { return event(c, i) ? 0 : 1; });  // no carrier has the event
    fill(5, [&](std::size_t c, std::size_t i) { return event(c, i) ? 2 : static_cast<int>(i % 3); });
    fill(6, [](std::size_t, std::size_t) { return 3; });
    std::fill(study.cohorts[2].outcomes[0].event.begin(), study.cohorts[2].outcomes[0].event.end(), 0.0);
    for (const Ties ties : test::both_ties) {
        const ScanRows rows = cox_scan(study, ties)[0];
        CHECK(rows.pooled[0].pooled.status == RowStatus::monomorphic);
        CHECK(rows.pooled[1].pooled.status == RowStatus::monomorphic);
        CHECK(rows.pooled[2].pooled.status == RowStatus::collinear);
        CHECK(rows.pooled[3].pooled.status == RowStatus::collinear);
        CHECK(rows.pooled[4].pooled.status == RowStatus::infinite_estimate);
        CHECK(rows.pooled[4].pooled.score_chisq > 0);
        CHECK(std::isnan(rows.pooled[4].pooled.beta));
        CHECK(rows.pooled[5].pooled.status == RowStatus::infinite_estimate);
        CHECK(rows.pooled[6].pooled.status == RowStatus::no_people);
        CHECK(rows.cohorts[2][7].status == RowStatus::no_events);
        CHECK(rows.cohorts[2][7].n == 30);
        CHECK(rows.cohorts[0][4].status == RowStatus::infinite_estimate);
        CHECK(rows.pooled[7].pooled.n == 130);
        CHECK(rows.pooled[7].meta.cohorts == 2);
    }
}

TEST_CASE("strata of one person each compare nobody, and a variant that varies is not called monomorphic") {
    CoxStudy study = test::random_cox_study(
        309, {.people = {60, 40}, .covariates = 0, .outcomes = 1, .missing_records = 0, .missing_calls = 0});
    for (survival::CoxCohort& cohort : study.cohorts) {
        std::vector<double>& stratum = cohort.outcomes[0].stratum;
        for (std::size_t i = 0; i < cohort.outcomes[0].exit.size(); ++i) { stratum.push_back(static_cast<double>(i)); }
    }
    const ScanRows rows = cox_scan(study, Ties::efron)[0];
    CHECK(rows.pooled[0].pooled.status == RowStatus::collinear);
    CHECK(rows.pooled[0].pooled.mac > 0);
    CHECK(rows.cohorts[0][0].status == RowStatus::collinear);
}

TEST_CASE("a covariate that separates those with a call is told, not followed to the end of all rounds") {
    CoxStudy study =
        test::random_cox_study(311, {.people = {120, 80}, .outcomes = 1, .missing_records = 0, .missing_calls = 0});
    // Of ten who have the covariate one has the event, and lacks a call of variant 0.
    for (std::size_t c = 0; c < 2; ++c) {
        for (std::size_t i = 0; i < study.calls[c][0].size(); ++i) {
            const bool has = c == 0 && i < 10;
            study.cohorts[c].covariates.values(static_cast<Eigen::Index>(i), 1) = has ? 1 : 0;
            if (has) { study.cohorts[c].outcomes[0].event[i] = i == 0 ? 1 : 0; }
        }
        study.storage[c][0] = study.storage[c][1] = Storage::packed;
    }
    study.calls[0][0][0] = 3;
    for (const Ties ties : test::both_ties) {
        const ScanRows rows = cox_scan(study, ties)[0];
        CHECK(rows.pooled[0].pooled.status == RowStatus::infinite_estimate);
        CHECK(std::isnan(rows.pooled[0].pooled.beta));
        CHECK(std::isnan(rows.pooled[0].pooled.score_chisq));
        CHECK(rows.cohorts[0][0].status == RowStatus::infinite_estimate);
        CHECK(rows.pooled[1].pooled.status == RowStatus::ok);
    }
}

TEST_CASE("Cox results do not depend on block size, storage or other outcomes, bit for bit") {
    const CoxStudy study = test::random_cox_study(309, {.outcomes = 3, .variants = 40});
    const std::vector<ScanRows> whole = cox_scan(study, Ties::efron);
    for (const std::size_t size : {1U, 7U}) {
        for (std::size_t first = 0; first < study.variants(); first += size) {
            const std::size_t count = std::min<std::size_t>(size, study.variants() - first);
            const std::vector<ScanRows> part = cox_scan(study, Ties::efron, first, count);
            for (std::size_t o = 0; o < 3; ++o) { REQUIRE(same_rows(part[o], whole[o], first)); }
        }
    }
    CoxStudy packed = study;
    for (std::vector<Storage>& storage : packed.storage) {
        for (Storage& one : storage) {
            if (one != Storage::absent) { one = Storage::packed; }
        }
    }
    const std::vector<ScanRows> stored = cox_scan(packed, Ties::efron);
    for (std::size_t o = 0; o < 3; ++o) {
        CHECK(same_rows(stored[o], whole[o], 0));
        CoxStudy alone = study;
        for (CoxCohort& cohort : alone.cohorts) { cohort.outcomes = {cohort.outcomes[o]}; }
        CHECK(same_rows(cox_scan(alone, Ties::efron)[0], whole[o], 0));
    }
}

}  // namespace
}  // namespace atria::survival
