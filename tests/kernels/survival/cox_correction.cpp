#include "kernels/survival/cox_correction.hpp"

#include "kernels/math/tails.hpp"
#include "kernels/survival/cox_line.hpp"
#include "tests/support/closeness.hpp"
#include "tests/support/cox_scans.hpp"
#include "tests/support/plain_cox_corrections.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

namespace atria::survival {
namespace {

using test::CoxStudy;
using test::Storage;

constexpr CoxTest all_firth{.statistic = CoxStatistic::firth};
constexpr CoxTest firth_if_few{.refine_p = 0.01, .correction = Correction::firth, .correction_p = 0.5};
constexpr CoxTest saddlepoint{.refine_p = 0.01, .correction = Correction::saddlepoint, .correction_p = 1};
constexpr CoxTest wald{.statistic = CoxStatistic::maximum};

/// Three cohorts with delayed entry, tied times, few events and variants of few carriers, on either side.
CoxStudy random_study(std::uint64_t seed, double missing, std::size_t strata = 1) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> uniform(0, 1);
    std::normal_distribution<double> normal;
    CoxStudy study;
    for (const std::size_t n : {120U, 90U, 160U}) {
        CoxCohort cohort;
        cohort.covariates.names = {"a", "b"};
        cohort.covariates.values.resize(static_cast<Eigen::Index>(n), 2);
        SurvivalOutcome outcome;
        outcome.name = "o";
        for (std::size_t i = 0; i < n; ++i) {
            const double a = normal(random);
            cohort.covariates.values.row(static_cast<Eigen::Index>(i)) << a, 10 * uniform(random);
            outcome.entry.push_back(std::floor(6 * uniform(random)));
            outcome.exit.push_back(outcome.entry.back() + 1 + std::floor(15 * uniform(random) * std::exp(-0.3 * a)));
            outcome.event.push_back(uniform(random) < 0.2 ? 1 : 0);
            if (strata > 1) { outcome.stratum.push_back(static_cast<double>(random() % strata)); }
        }
        cohort.outcomes = {outcome};
        study.cohorts.push_back(cohort);
        auto& calls = study.calls.emplace_back();
        for (std::size_t v = 0; v < 10; ++v) {
            calls.push_back(test::random_calls(random, n, v % 4 == 3 ? 0.96 : 0.02 + 0.02 * static_cast<double>(v),
                                               v % 2 == 1 ? missing : 0));
        }
        study.storage.emplace_back(10, Storage::packed);
        for (std::size_t v = 0; v < 10; ++v) { study.storage.back()[v] = static_cast<Storage>(v % 3); }
    }
    return study;
}

/// What the plain model says of a variant: the line at everybody's null model, in the people with a call.
struct Plain {
    test::PlainCoxLine line;
    test::PlainCoxTest test;
    double share;
    double score;  // efficient, in the people with a call
};
Plain plain_of(const CoxStudy& study, Ties ties, std::size_t v, std::vector<std::size_t> cohorts) {
    std::vector<test::PlainStratum> everybody;
    std::vector<test::PlainStratum> called;
    CoxStudy complete = study;
    for (const std::size_t c : cohorts) {
        for (std::uint8_t& call : complete.calls[c][v]) { call = call == missing_call ? 0 : call; }
        everybody.push_back(*complete.plain(c, 0, v));
        everybody.back().x.conservativeResize(Eigen::NoChange, everybody.back().x.cols() - 1);
        called.push_back(*study.plain(c, 0, v));
    }
    const Eigen::Index k = everybody.front().x.cols();
    const test::PlainCoxFit null = test::plain_cox_fit(everybody, ties, k);
    std::vector<test::PlainStratum> without = called;
    for (test::PlainStratum& stratum : without) { stratum.x.conservativeResize(Eigen::NoChange, k); }
    test::ExtendedVector there(k + 1);
    there << test::plain_cox_fit(without, ties, k).beta, 0;
    const test::PlainDerivatives at = test::plain_cox_derivatives(called, ties, there);
    const test::ExtendedVector cross = at.information.col(k).head(k);
    const test::Extended free =
        at.information(k, k) - cross.dot(test::plain_solve(at.information.topLeftCorner(k, k), cross));
    const test::PlainCoxLine line(called, ties, null.beta);
    return {line, test::plain_cox_test(called, ties), static_cast<double>(free / line.at(0).information),
            static_cast<double>(at.score[k])};
}

void check_firth(const Estimate& row, const Plain& plain, double tolerance) {
    REQUIRE(row.status == RowStatus::ok);
    const test::PlainFirth firth = test::plain_cox_firth(plain.line, plain.score - plain.line.at(0).score);
    CHECK(std::fabs(row.beta * plain.share - firth.estimate) < tolerance * std::max(1.0, std::fabs(firth.estimate)));
    CHECK(test::relative_difference(row.standard_error * std::sqrt(plain.share), firth.standard_error) < tolerance);
    CHECK(test::relative_difference(row.statistic * row.statistic * plain.share, firth.chi_square) < 10 * tolerance);
    CHECK(row.neg_log10_p == Approx(math::normal_neg_log10_p(row.statistic)).epsilon(1e-12));
}

TEST_CASE("Firth's penalised likelihood ratio of Cox scans is that of the plain one, pooled and by cohort") {
    const CoxStudy study = random_study(1, 0);
    for (const Ties ties : {Ties::efron, Ties::breslow}) {
        const ScanRows rows = test::cox_scan(study, ties, 0, study.variants(), all_firth)[0];
        for (std::size_t v = 0; v < study.variants(); ++v) {
            REQUIRE(rows.pooled[v].pooled.test == TestKind::firth);
            check_firth(rows.pooled[v].pooled, plain_of(study, ties, v, {0, 1, 2}), 1e-9);
            for (std::size_t c = 0; c < 3; ++c) {
                if (rows.cohorts[c][v].test == TestKind::firth) {
                    check_firth(rows.cohorts[c][v], plain_of(study, ties, v, {c}), 1e-8);
                }
            }
        }
    }
}

TEST_CASE("Firth's test of Cox scans where people lack a call") {
    const CoxStudy study = random_study(2, 0.05);
    const ScanRows rows = test::cox_scan(study, Ties::efron, 0, study.variants(), all_firth)[0];
    for (std::size_t v = 0; v < study.variants(); ++v) {
        // What is left of the variant's information is that at the model refitted without those people; near enough.
        check_firth(rows.pooled[v].pooled, plain_of(study, Ties::efron, v, {0, 1, 2}), v % 2 == 0 ? 1e-9 : 2e-3);
    }
}

TEST_CASE("of two people the carrier has the event: log 3") {
    CoxStudy study;
    CoxCohort two;
    two.covariates.values.resize(2, 0);
    two.outcomes = {{"o", {}, {1, 2}, {1, 0}}};
    study.cohorts = {two};
    study.calls = {{{1, 0}}};
    study.storage = {{Storage::packed}};
    const Estimate row = test::cox_scan(study, Ties::breslow, 0, 1, all_firth)[0].pooled[0].pooled;
    CHECK(row.beta == Approx(std::log(3.0)).epsilon(1e-12));
    CHECK(row.statistic * row.statistic == Approx(std::log(27.0 / 16)).epsilon(1e-12));
}

TEST_CASE("what has no maximum gets Firth's estimate, and p above the bound stays with the score test") {
    const CoxStudy study = random_study(3, 0);
    const ScanRows plain = test::cox_scan(study, Ties::efron, 0, study.variants(), {.refine_p = 0.01})[0];
    const ScanRows rows = test::cox_scan(study, Ties::efron, 0, study.variants(), firth_if_few)[0];
    const ScanRows all = test::cox_scan(study, Ties::efron, 0, study.variants(), all_firth)[0];
    std::size_t infinite = 0;
    std::size_t uncorrected = 0;
    for (std::size_t v = 0; v < study.variants(); ++v) {
        const Estimate& before = plain.pooled[v].pooled;
        const Estimate& after = rows.pooled[v].pooled;
        CHECK(after.score_chisq == before.score_chisq);
        if (before.status == RowStatus::infinite_estimate || before.neg_log10_p >= -std::log10(0.5)) {
            CHECK(after.test == TestKind::firth);
            CHECK(after.status == RowStatus::ok);
            CHECK(after.beta == Approx(all.pooled[v].pooled.beta).epsilon(1e-9));
            infinite += before.status == RowStatus::infinite_estimate ? 1 : 0;
        } else {
            CHECK(after.test == TestKind::score);
            CHECK(after.neg_log10_p == before.neg_log10_p);
            ++uncorrected;
        }
    }
    CHECK(uncorrected > 0);
    for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t v = 0; v < study.variants(); ++v) {
            if (plain.cohorts[c][v].status != RowStatus::infinite_estimate) { continue; }
            ++infinite;
            CHECK(rows.cohorts[c][v].test == TestKind::firth);
            CHECK(std::isfinite(rows.cohorts[c][v].beta));
        }
    }
    CHECK(infinite > 0);
}

TEST_CASE("the saddlepoint p of Cox scans is that of the plain line") {
    const CoxStudy study = random_study(4, 0.05);
    for (const Ties ties : {Ties::efron, Ties::breslow}) {
        const ScanRows rows = test::cox_scan(study, ties, 0, study.variants(), saddlepoint)[0];
        for (std::size_t v = 0; v < study.variants(); ++v) {
            const Estimate& row = rows.pooled[v].pooled;
            const double z = std::copysign(std::sqrt(row.score_chisq), row.statistic);
            if (std::fabs(z) < math::SaddlepointTails::central) {
                CHECK(row.test == TestKind::score);
                continue;
            }
            REQUIRE(row.test == TestKind::saddlepoint);
            const double p = test::plain_cox_saddlepoint(plain_of(study, ties, v, {0, 1, 2}).line, z);
            // Small z have cumulants enough; the others follow the line.
            CHECK(std::fabs(row.neg_log10_p + std::log10(p)) < (std::fabs(z) < 1 ? 5e-5 : 1e-7));
        }
    }
}

TEST_CASE("the saddlepoint p follows exact permutation where the normal one does not") {
    // 4 carriers among 60 people, of whom 6 have the event: all 487,635 ways to draw the carriers.
    std::mt19937_64 random(5);
    CoxStudy study;
    CoxCohort cohort;
    cohort.covariates.values.resize(60, 0);
    SurvivalOutcome outcome{"o", {}, {}, {}};
    for (std::size_t i = 0; i < 60; ++i) {
        outcome.exit.push_back(static_cast<double>((i * 37) % 60 + 1));
        outcome.event.push_back(i % 10 == 3 ? 1 : 0);
    }
    cohort.outcomes = {outcome};
    study.cohorts = {cohort};
    std::vector<double> martingale;  // event less the hazard while at risk: what a carrier adds to the score
    for (std::size_t i = 0; i < 60; ++i) {
        double residual = outcome.event[i];
        for (std::size_t j = 0; j < 60; ++j) {
            if (outcome.event[j] == 1 && outcome.exit[j] <= outcome.exit[i]) { residual -= 1 / (61 - outcome.exit[j]); }
        }
        martingale.push_back(residual);
    }
    for (const std::vector<std::size_t>& carriers :
         {std::vector<std::size_t>{3, 13, 0, 1}, std::vector<std::size_t>{3, 13, 23, 0}}) {
        test::Calls calls(60, 0);
        double observed = 0;
        for (const std::size_t i : carriers) {
            calls[i] = 1;
            observed += martingale[i];
        }
        study.calls = {{calls}};
        study.storage = {{Storage::sparse_base_0}};
        double as_far = 0;
        double ways = 0;
        for (std::size_t a = 0; a < 60; ++a) {
            for (std::size_t b = a + 1; b < 60; ++b) {
                for (std::size_t c = b + 1; c < 60; ++c) {
                    for (std::size_t d = c + 1; d < 60; ++d) {
                        const double score = martingale[a] + martingale[b] + martingale[c] + martingale[d];
                        as_far += std::fabs(score) >= std::fabs(observed) - 1e-12 ? 1 : 0;
                        ways += 1;
                    }
                }
            }
        }
        const Estimate row = test::cox_scan(study, Ties::efron, 0, 1, saddlepoint)[0].pooled[0].pooled;
        REQUIRE(row.test == TestKind::saddlepoint);
        const double exact = -std::log10(as_far / ways);
        INFO(exact << " " << row.neg_log10_p << " " << math::normal_neg_log10_p(std::sqrt(row.score_chisq)));
        CHECK(std::fabs(row.neg_log10_p - exact) < 0.35);
        CHECK(std::fabs(math::normal_neg_log10_p(std::sqrt(row.score_chisq)) - exact) > 0.5);
    }
}

TEST_CASE("common variants are corrected from four cumulants, as near as the line itself") {
    std::mt19937_64 random(6);
    std::uniform_real_distribution<double> uniform(0, 1);
    CoxStudy study;
    CoxCohort cohort;
    const std::size_t n = 4000;
    cohort.covariates.values.resize(static_cast<Eigen::Index>(n), 0);
    SurvivalOutcome outcome{"o", {}, {}, {}};
    test::Calls calls;
    for (std::size_t i = 0; i < n; ++i) {
        calls.push_back(static_cast<std::uint8_t>((uniform(random) < 0.15) + (uniform(random) < 0.15)));
        outcome.exit.push_back(-std::log(uniform(random)) * std::exp(-0.25 * calls.back()));
        outcome.event.push_back(uniform(random) < 0.5 ? 1 : 0);
    }
    cohort.outcomes = {outcome};
    study.cohorts = {cohort};
    study.calls = {{calls}};
    study.storage = {{Storage::packed}};
    const Estimate row = test::cox_scan(study, Ties::efron, 0, 1, saddlepoint)[0].pooled[0].pooled;
    REQUIRE(row.test == TestKind::saddlepoint);
    const double z = std::copysign(std::sqrt(row.score_chisq), row.statistic);
    // The plain line takes too long for so many people; this one has been compared with it above.
    const CoxNull null = fit_cox_null(study.cohorts, Ties::efron);
    const CoxScreen screen(null.nulls[0].cohorts[0], null.nulls[0].cohorts[0].pooled, Ties::efron, n);
    CoxLine line(screen);
    const GenotypeBlock block = test::genotype_block(n, {calls}, {Storage::packed});
    line.turn_to(block.variants[0]);
    math::SaddlepointTails tails(z);
    while (tails.advance(line.at(tails.t())) == math::SaddlepointTails::State::going) {}
    CHECK(row.neg_log10_p == Approx(tails.neg_log10_p()).epsilon(2e-4));
    CHECK(std::fabs(row.neg_log10_p - math::normal_neg_log10_p(z)) > 1e-2);
}

TEST_CASE("Wald's test is that of the maximum, and Firth's where there is none") {
    const CoxStudy study = random_study(7, 0.03);
    const ScanRows score = test::cox_scan(study, Ties::efron)[0];
    const ScanRows rows = test::cox_scan(study, Ties::efron, 0, study.variants(), wald)[0];
    for (std::size_t v = 0; v < study.variants(); ++v) {
        const Estimate& row = rows.pooled[v].pooled;
        const Estimate& same = score.pooled[v].pooled;
        if (same.status == RowStatus::infinite_estimate) {
            CHECK(row.test == TestKind::firth);
            continue;
        }
        CHECK(row.test == TestKind::wald);
        CHECK(row.beta == same.beta);
        CHECK(row.neg_log10_p == math::normal_neg_log10_p(same.beta / same.standard_error));
    }
}

TEST_CASE("corrected Cox results do not depend on the block, bit for bit") {
    const CoxStudy study = random_study(8, 0.04, 3);
    for (const CoxTest& how : {firth_if_few, saddlepoint, all_firth}) {
        const ScanRows whole = test::cox_scan(study, Ties::efron, 0, study.variants(), how)[0];
        for (std::size_t first = 0; first < study.variants(); first += 5) {
            const std::size_t count = std::min<std::size_t>(5, study.variants() - first);
            const ScanRows part = test::cox_scan(study, Ties::efron, first, count, how)[0];
            for (std::size_t i = 0; i < count; ++i) {
                const Estimate& a = part.pooled[i].pooled;
                const Estimate& b = whole.pooled[first + i].pooled;
                REQUIRE(a.status == b.status);
                REQUIRE(a.test == b.test);
                REQUIRE(test::same_bits(a.beta, b.beta));
                REQUIRE(test::same_bits(a.neg_log10_p, b.neg_log10_p));
            }
        }
    }
}

}  // namespace
}  // namespace atria::survival
