#include "kernels/survival/cox_scan.hpp"

#include "kernels/math/meta_analysis.hpp"
#include "kernels/math/tails.hpp"
#include "tests/support/closeness.hpp"
#include "tests/support/cox_scans.hpp"
#include "tests/support/golden_table.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace atria::survival {
namespace {

using test::Calls;
using test::cox_scan;
using test::CoxStudy;
using test::Storage;

struct Shape {
    std::vector<std::size_t> people = {60, 35, 80};
    std::size_t covariates = 2;
    std::size_t outcomes = 2;
    std::size_t variants = 11;
    double missing_records = 0.05;
    double missing_calls = 0.05;
    bool delayed_entry = true;
    double events = 0.6;
};

CoxStudy random_study(std::uint64_t seed, const Shape& shape) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform(0, 1);
    CoxStudy study;
    for (std::size_t c = 0; c < shape.people.size(); ++c) {
        const std::size_t n = shape.people[c];
        CoxCohort cohort;
        cohort.name = "cohort" + std::to_string(c);
        const auto rows = static_cast<Eigen::Index>(n);
        cohort.covariates.values.resize(rows, static_cast<Eigen::Index>(shape.covariates));
        for (std::size_t k = 0; k < shape.covariates; ++k) {
            cohort.covariates.names.push_back("x" + std::to_string(k));
            for (Eigen::Index i = 0; i < rows; ++i) {
                const double value = k == 0 ? 50 + 10 * normal(random) : std::floor(2 * uniform(random));
                const bool missing = uniform(random) < shape.missing_records / 2;
                cohort.covariates.values(i, static_cast<Eigen::Index>(k)) = missing ? NAN : value;
            }
        }
        study.calls.emplace_back();
        study.storage.emplace_back();
        for (std::size_t v = 0; v < shape.variants; ++v) {
            const double frequency = v % 3 == 0 ? 0.1 : (v % 3 == 1 ? 0.85 : 0.4);
            study.calls[c].push_back(test::random_calls(random, n, frequency, v % 2 == 0 ? shape.missing_calls : 0.0));
            const bool absent = c > 0 && v % 5 == 4 && random() % 2 == 0;
            study.storage[c].push_back(absent ? Storage::absent : static_cast<Storage>(random() % 3));
        }
        for (std::size_t o = 0; o < shape.outcomes; ++o) {
            SurvivalOutcome outcome;
            outcome.name = "outcome" + std::to_string(o);
            for (std::size_t i = 0; i < n; ++i) {
                double effect = 0;
                for (std::size_t k = 0; k < shape.covariates; ++k) {
                    const double x =
                        cohort.covariates.values(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k));
                    effect += std::isnan(x) ? 0 : (k == 0 ? 0.03 * (x - 50) : 0.5 * x);
                }
                if (study.calls[c][o][i] != missing_call) { effect += 0.6 * study.calls[c][o][i]; }
                const double entry = shape.delayed_entry ? std::floor(40 * uniform(random)) : 0.0;
                const double life = -std::log(1 - uniform(random)) * 25 * std::exp(-effect);
                if (shape.delayed_entry) { outcome.entry.push_back(entry); }
                outcome.exit.push_back(entry + 1 + std::floor(std::min(life, 60.0)));
                outcome.event.push_back(uniform(random) < shape.events ? 1 : 0);
                if (uniform(random) < shape.missing_records / 2) { outcome.exit.back() = NAN; }
                if (uniform(random) < shape.missing_records / 2) { outcome.event.back() = NAN; }
            }
            cohort.outcomes.push_back(std::move(outcome));
        }
        study.cohorts.push_back(std::move(cohort));
    }
    return study;
}

void check_estimate(const Estimate& row, const std::vector<test::PlainStratum>& strata, Ties ties) {
    double n = 0;
    double events = 0;
    double copies = 0;
    double event_copies = 0;
    for (const test::PlainStratum& stratum : strata) {
        n += static_cast<double>(stratum.exit.size());
        for (std::size_t i = 0; i < stratum.event.size(); ++i) {
            const double call = stratum.x.rightCols(1)(static_cast<Eigen::Index>(i));
            events += stratum.event[i];
            copies += call;
            event_copies += stratum.event[i] * call;
        }
    }
    REQUIRE(row.n == n);
    if (n == 0) {
        REQUIRE(row.status == RowStatus::no_people);
        return;
    }
    REQUIRE(test::relative_difference(row.effect_allele_frequency, copies / (2 * n)) < 1e-14);
    REQUIRE(row.mac == std::min(copies, 2 * n - copies));
    REQUIRE(row.n_events == events);
    REQUIRE(row.event_alleles == event_copies);
    REQUIRE(row.censored_alleles == copies - event_copies);
    REQUIRE(std::isnan(row.event_frequency) == (events == 0));
    if (events > 0) { REQUIRE(row.event_frequency == event_copies / (2 * events)); }
    REQUIRE(std::isnan(row.censored_frequency) == (events == n));
    if (events < n) { REQUIRE(row.censored_frequency == (copies - event_copies) / (2 * (n - events))); }
    if (events == 0) {
        REQUIRE(row.status == RowStatus::no_events);
        return;
    }
    const test::PlainCoxTest plain = test::plain_cox_test(strata, ties);
    if (plain.collinear) {
        REQUIRE((row.status == RowStatus::collinear || row.status == RowStatus::monomorphic));
        REQUIRE(std::isnan(row.beta));
        return;
    }
    REQUIRE(test::relative_difference(row.score_chisq, plain.score_chisq) < 1e-9);
    REQUIRE(test::relative_difference(row.statistic * row.statistic, plain.score_chisq) < 1e-9);
    REQUIRE(row.neg_log10_p == Approx(math::chi_square_neg_log10_p(plain.score_chisq, 1)).epsilon(1e-8));
    REQUIRE(std::fabs(row.log_likelihood_null - plain.log_likelihood_null) < 1e-9);
    REQUIRE((row.status == RowStatus::ok) == plain.finite);
    if (!plain.finite) {
        REQUIRE(row.status == RowStatus::infinite_estimate);
        REQUIRE(std::isnan(row.beta));
        return;
    }
    REQUIRE(std::fabs(row.beta - plain.beta) < 1e-9 * plain.standard_error);
    REQUIRE(test::relative_difference(row.standard_error, plain.standard_error) < 1e-9);
    REQUIRE(std::fabs(row.log_likelihood - plain.log_likelihood) < 1e-9);
}

void check_study(const CoxStudy& study, Ties ties) {
    const std::vector<ScanRows> rows = cox_scan(study, ties);
    REQUIRE(rows.size() == study.cohorts.front().outcomes.size());
    for (std::size_t o = 0; o < rows.size(); ++o) {
        for (std::size_t v = 0; v < study.variants(); ++v) {
            std::vector<test::PlainStratum> all;
            std::vector<Estimate> own;
            for (std::size_t c = 0; c < study.cohorts.size(); ++c) {
                INFO("outcome " << o << ", variant " << v << ", cohort " << c);
                const auto stratum = study.plain(c, o, v);
                const Estimate& row = rows[o].cohorts[c][v];
                own.push_back(row);
                if (!stratum) {
                    REQUIRE(row.status == RowStatus::no_people);
                    continue;
                }
                check_estimate(row, {*stratum}, ties);
                all.push_back(*stratum);
            }
            INFO("outcome " << o << ", variant " << v << ", pooled");
            check_estimate(rows[o].pooled[v].pooled, all, ties);
            const MetaAnalysis meta = math::meta_analysis(own);
            REQUIRE(rows[o].pooled[v].meta.cohorts == meta.cohorts);
            REQUIRE(test::same_bits(rows[o].pooled[v].meta.q, meta.q));
            REQUIRE(test::same_bits(rows[o].pooled[v].meta.beta_random, meta.beta_random));
        }
    }
}

constexpr Ties both[] = {Ties::efron, Ties::breslow};

TEST_CASE("Cox scan equals the plain model, pooled and in each cohort, whoever is missing") {
    for (const Ties ties : both) {
        check_study(random_study(301, {}), ties);
        check_study(random_study(302, {.outcomes = 1, .missing_records = 0, .missing_calls = 0}), ties);
        check_study(random_study(303, {.outcomes = 1, .missing_records = 0.2, .missing_calls = 0.3}), ties);
        check_study(random_study(304, {.people = {90}, .outcomes = 1, .delayed_entry = false}), ties);
    }
}

TEST_CASE("Cox scan without covariates") {
    for (const Ties ties : both) { check_study(random_study(305, {.covariates = 0, .outcomes = 1}), ties); }
}

TEST_CASE("Cox scan when everybody or hardly anybody has the event") {
    for (const Ties ties : both) {
        check_study(random_study(306, {.outcomes = 1, .events = 1.0}), ties);
        check_study(
            random_study(307, {.people = {200, 150}, .covariates = 1, .outcomes = 1, .variants = 8, .events = 0.07}),
            ties);
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

CoxStudy golden_study() {
    const test::GoldenTable people("cox_people.tsv");
    CoxStudy study;
    std::vector<std::vector<std::size_t>> rows(3);
    for (std::size_t i = 0; i < people.rows(); ++i) {
        rows[static_cast<std::size_t>(people.number(i, "cohort"))].push_back(i);
    }
    for (const std::vector<std::size_t>& here : rows) {
        CoxCohort cohort;
        cohort.covariates.names = {"age", "sex"};
        cohort.covariates.values.resize(static_cast<Eigen::Index>(here.size()), 2);
        cohort.outcomes.resize(1);
        std::vector<Calls> calls(12, Calls(here.size()));
        for (std::size_t i = 0; i < here.size(); ++i) {
            cohort.covariates.values.row(static_cast<Eigen::Index>(i)) << people.number(here[i], "age"),
                people.number(here[i], "sex");
            cohort.outcomes[0].entry.push_back(people.number(here[i], "entry"));
            cohort.outcomes[0].exit.push_back(people.number(here[i], "exit"));
            cohort.outcomes[0].event.push_back(people.number(here[i], "event"));
            for (std::size_t v = 0; v < 12; ++v) {
                const double call = people.number(here[i], "g" + std::to_string(v + 1));
                calls[v][i] = std::isnan(call) ? missing_call : static_cast<std::uint8_t>(call);
            }
        }
        study.cohorts.push_back(std::move(cohort));
        study.calls.push_back(std::move(calls));
        study.storage.emplace_back(12, Storage::packed);
    }
    return study;
}

TEST_CASE("Cox scan equals R's coxph with strata, delayed entry and ties, fully converged") {
    const CoxStudy study = golden_study();
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
        random_study(308, {.people = {60, 40, 30}, .outcomes = 1, .missing_records = 0, .missing_calls = 0});
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
    for (const Ties ties : both) {
        const ScanRows rows = cox_scan(study, ties)[0];
        CHECK(rows.pooled[0].pooled.status == RowStatus::monomorphic);
        CHECK(rows.pooled[1].pooled.status == RowStatus::monomorphic);
        CHECK(rows.pooled[2].pooled.status == RowStatus::monomorphic);
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

bool same_estimate(const Estimate& a, const Estimate& b) {
    using test::same_bits;
    return a.status == b.status && same_bits(a.n, b.n) && same_bits(a.n_events, b.n_events) &&
           same_bits(a.beta, b.beta) && same_bits(a.standard_error, b.standard_error) &&
           same_bits(a.statistic, b.statistic) && same_bits(a.neg_log10_p, b.neg_log10_p) &&
           same_bits(a.log_likelihood, b.log_likelihood) && same_bits(a.log_likelihood_null, b.log_likelihood_null) &&
           same_bits(a.mac, b.mac);
}

bool same_rows(const ScanRows& part, const ScanRows& whole, std::size_t first) {
    bool same = true;
    for (std::size_t v = 0; v < part.pooled.size(); ++v) {
        same = same && same_estimate(part.pooled[v].pooled, whole.pooled[first + v].pooled);
        for (std::size_t c = 0; c < part.cohorts.size(); ++c) {
            same = same && same_estimate(part.cohorts[c][v], whole.cohorts[c][first + v]);
        }
    }
    return same;
}

TEST_CASE("Cox results do not depend on block size, storage or other outcomes, bit for bit") {
    const CoxStudy study = random_study(309, {.outcomes = 3, .variants = 40});
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

TEST_CASE("only small p are refined when asked, and the expansion of the others is near the maximum") {
    Shape shape;
    shape.people = {900, 700, 1100};
    shape.outcomes = 1;
    shape.variants = 24;
    const CoxStudy study = random_study(11, shape);
    const double refine_p = 0.3;
    const ScanRows exact = cox_scan(study, Ties::efron)[0];
    const ScanRows quick = cox_scan(study, Ties::efron, 0, study.variants(), {.refine_p = refine_p})[0];
    std::size_t refined = 0;
    std::size_t expanded = 0;
    for (std::size_t v = 0; v < study.variants(); ++v) {
        const Estimate& all = exact.pooled[v].pooled;
        const Estimate& some = quick.pooled[v].pooled;
        REQUIRE(all.status == RowStatus::ok);
        if (some.status == RowStatus::ok) {
            ++refined;
            CHECK(some.beta == Approx(all.beta).epsilon(1e-10));
            CHECK(some.standard_error == Approx(all.standard_error).epsilon(1e-10));
            CHECK(some.score_chisq == Approx(all.score_chisq).epsilon(1e-10));
            for (std::size_t c = 0; c < study.cohorts.size(); ++c) {
                if (exact.cohorts[c][v].status != RowStatus::ok) { continue; }
                CHECK(quick.cohorts[c][v].beta == Approx(exact.cohorts[c][v].beta).epsilon(1e-10));
            }
        } else {
            ++expanded;
            REQUIRE(some.status == RowStatus::expansion);
            CHECK(std::pow(10, -all.neg_log10_p) > 0.9 * refine_p);
            CHECK(std::fabs(some.beta - all.beta) < 0.02 * all.standard_error);
            CHECK(some.standard_error == Approx(all.standard_error).epsilon(0.01));
            CHECK(some.log_likelihood == Approx(all.log_likelihood).margin(0.01));
            CHECK(std::fabs(some.statistic - all.statistic) < 0.02);
        }
        CHECK(some.n == all.n);
        CHECK(some.n_events == all.n_events);
        CHECK(quick.pooled[v].meta.cohorts == exact.pooled[v].meta.cohorts);
    }
    CHECK(refined > 0);
    CHECK(expanded > 0);
}

TEST_CASE("neither the unit nor the offset of a covariate or of time reaches the Cox results") {
    const CoxStudy study = random_study(310, {.outcomes = 1});
    CoxStudy changed = study;
    for (CoxCohort& cohort : changed.cohorts) {
        cohort.covariates.values.col(0) *= 1e6;
        cohort.covariates.values.col(1).array() += 1e6;
        for (double& time : cohort.outcomes[0].entry) { time = (time + 20000) / 365.25; }
        for (double& time : cohort.outcomes[0].exit) { time = (time + 20000) / 365.25; }
    }
    const ScanRows rows = cox_scan(study, Ties::efron)[0];
    const ScanRows other = cox_scan(changed, Ties::efron)[0];
    for (std::size_t v = 0; v < study.variants(); ++v) {
        const Estimate& a = rows.pooled[v].pooled;
        const Estimate& b = other.pooled[v].pooled;
        REQUIRE(a.status == b.status);
        REQUIRE(std::fabs(a.score_chisq - b.score_chisq) < 1e-8 * std::max(1.0, a.score_chisq));
        if (a.status != RowStatus::ok) { continue; }
        REQUIRE(std::fabs(a.beta - b.beta) < 1e-9 * a.standard_error);
        REQUIRE(test::relative_difference(b.standard_error, a.standard_error) < 1e-9);
    }
}

TEST_CASE("covariates that lose a rank in a cohort or among the people at risk") {
    CoxStudy study = random_study(311, {.outcomes = 1, .missing_records = 0});
    study.cohorts[0].covariates.values.col(0).setConstant(52.3);  // all of one age in the first cohort
    // In the second cohort only somebody who leaves before the first event has the second covariate.
    SurvivalOutcome& outcome = study.cohorts[1].outcomes[0];
    study.cohorts[1].covariates.values.col(1).setZero();
    study.cohorts[1].covariates.values(0, 1) = 1;
    outcome.entry[0] = 0;
    outcome.exit[0] = 1;
    outcome.event[0] = 0;
    for (std::size_t i = 1; i < outcome.exit.size(); ++i) { outcome.exit[i] += 1; }
    for (const Ties ties : both) { check_study(study, ties); }
}

/// The same people with every stratum of a cohort as a cohort of its own.
CoxStudy strata_as_cohorts(const CoxStudy& study, double strata) {
    CoxStudy answer;
    for (std::size_t c = 0; c < study.cohorts.size(); ++c) {
        for (double stratum = 0; stratum < strata; ++stratum) {
            CoxCohort cohort = study.cohorts[c];
            for (SurvivalOutcome& outcome : cohort.outcomes) {
                for (std::size_t i = 0; i < outcome.event.size(); ++i) {
                    if (outcome.stratum[i] != stratum) { outcome.event[i] = NAN; }
                }
                outcome.stratum.clear();
            }
            answer.cohorts.push_back(cohort);
            answer.calls.push_back(study.calls[c]);
            answer.storage.push_back(study.storage[c]);
        }
    }
    return answer;
}

TEST_CASE("strata within cohorts are to the pooled rows what cohorts are") {
    CoxStudy study = random_study(21, {.people = {150, 90, 120}, .outcomes = 1, .variants = 14});
    for (CoxCohort& cohort : study.cohorts) {
        for (std::size_t i = 0; i < cohort.covariates.people(); ++i) {
            cohort.outcomes[0].stratum.push_back(i % 17 == 0 ? NAN : static_cast<double>(i % 3));
        }
    }
    const CoxStudy split = strata_as_cohorts(study, 3);
    for (const Ties ties : both) {
        for (const double refine_p : {1.0, 0.3}) {
            const ScanRows rows = cox_scan(study, ties, 0, study.variants(), {.refine_p = refine_p})[0];
            const ScanRows apart = cox_scan(split, ties, 0, study.variants(), {.refine_p = refine_p})[0];
            std::size_t estimates = 0;
            for (std::size_t v = 0; v < study.variants(); ++v) {
                const Estimate& a = rows.pooled[v].pooled;
                const Estimate& b = apart.pooled[v].pooled;
                CHECK(a.n == b.n);
                CHECK(a.n_events == b.n_events);
                REQUIRE(a.status == b.status);
                // Expansions leave people without a call out of the covariate effects to first order, stratum by
                // stratum or cohort by cohort.
                const bool exact = a.status != RowStatus::expansion;
                const double tolerance = exact ? 1e-9 : 2e-2;
                CHECK(std::fabs(a.score_chisq - b.score_chisq) < tolerance * std::max(1.0, b.score_chisq));
                if (std::isnan(a.beta)) { continue; }
                ++estimates;
                CHECK(std::fabs(a.beta - b.beta) < tolerance * b.standard_error);
                CHECK(test::relative_difference(a.standard_error, b.standard_error) < tolerance);
                CHECK(std::fabs(a.log_likelihood - b.log_likelihood) < (exact ? 1e-8 : 1e-2));
            }
            CHECK(estimates > 5);
        }
    }
}

TEST_CASE("a covariate that is constant within every stratum is left out, and the scan is that without it") {
    CoxStudy study = random_study(22, {.people = {150, 90}, .outcomes = 1, .missing_records = 0});
    for (CoxCohort& cohort : study.cohorts) {
        for (std::size_t i = 0; i < cohort.covariates.people(); ++i) {
            const double stratum = static_cast<double>(i % 2);
            cohort.outcomes[0].stratum.push_back(stratum);
            cohort.covariates.values(static_cast<Eigen::Index>(i), 1) = 7 - 2 * stratum;
        }
    }
    const CoxNull null = fit_cox_null(study.cohorts, Ties::efron);
    CHECK(null.nulls[0].summary.dropped_covariates == std::vector<std::string>{study.cohorts[0].covariates.names[1]});
    CoxStudy without = study;
    for (CoxCohort& cohort : without.cohorts) {
        cohort.covariates.names.pop_back();
        cohort.covariates.values.conservativeResize(Eigen::NoChange, 1);
    }
    const ScanRows rows = cox_scan(study, Ties::efron)[0];
    const ScanRows expected = cox_scan(without, Ties::efron)[0];
    for (std::size_t v = 0; v < study.variants(); ++v) { CHECK(same_rows(rows, expected, 0)); }
}

TEST_CASE("a known part of the hazard along a covariate is taken from that covariate's effect, and nothing else") {
    CoxStudy study = random_study(23, {.people = {150, 90, 60}, .outcomes = 1, .missing_records = 0});
    const ScanRows expected = cox_scan(study, Ties::efron)[0];
    for (CoxCohort& cohort : study.cohorts) {
        for (Eigen::Index i = 0; i < cohort.covariates.values.rows(); ++i) {
            cohort.outcomes[0].offset.push_back(0.8 * cohort.covariates.values(i, 1) - 3);
        }
    }
    study.cohorts[1].outcomes[0].offset[5] = NAN;
    const CoxNull null = fit_cox_null(study.cohorts, Ties::efron);
    CHECK(null.nulls[0].summary.sets[1].left_out.at("prediction missing") == 1);
    study.cohorts[1].outcomes[0].offset[5] = 0.8 * study.cohorts[1].covariates.values(5, 1) - 3;
    const ScanRows rows = cox_scan(study, Ties::efron)[0];
    for (std::size_t v = 0; v < study.variants(); ++v) {
        const Estimate& a = rows.pooled[v].pooled;
        const Estimate& b = expected.pooled[v].pooled;
        REQUIRE(a.status == b.status);
        CHECK(test::relative_difference(a.score_chisq, b.score_chisq) < 1e-8);
        if (!std::isnan(b.beta)) { CHECK(std::fabs(a.beta - b.beta) < 1e-9 * b.standard_error); }
    }
}

TEST_CASE("an outcome without a null model has a status, and those beside it their results") {
    CoxStudy study = random_study(24, {.people = {80, 70}, .covariates = 1, .outcomes = 3, .missing_records = 0});
    for (CoxCohort& cohort : study.cohorts) {
        SurvivalOutcome& separated = cohort.outcomes[1];  // they leave in the order of their covariate
        const std::size_t n = cohort.covariates.people();
        for (std::size_t i = 0; i < n; ++i) {
            separated.event[i] = 1;
            separated.exit[i] = 500 - cohort.covariates.values(static_cast<Eigen::Index>(i), 0);
            if (!separated.entry.empty()) { separated.entry[i] = 0; }
        }
    }
    const std::vector<ScanRows> rows = cox_scan(study, Ties::efron);
    for (std::size_t v = 0; v < study.variants(); ++v) {
        const Estimate& row = rows[1].pooled[v].pooled;
        if (row.status == RowStatus::no_people || row.status == RowStatus::monomorphic) { continue; }
        CHECK((row.status == RowStatus::infinite_estimate || row.status == RowStatus::not_converged));
        CHECK(std::isnan(row.beta));
        for (std::size_t c = 0; c < 2; ++c) { CHECK(rows[1].cohorts[c][v].status != RowStatus::ok); }
    }
    for (const std::size_t o : {0U, 2U}) {
        CoxStudy alone = study;
        for (CoxCohort& cohort : alone.cohorts) { cohort.outcomes = {cohort.outcomes[o]}; }
        CHECK(same_rows(cox_scan(alone, Ties::efron)[0], rows[o], 0));
    }
}

}  // namespace
}  // namespace atria::survival
