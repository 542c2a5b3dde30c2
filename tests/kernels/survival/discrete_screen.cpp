#include "kernels/survival/discrete_screen.hpp"

#include "kernels/survival/discrete_null.hpp"
#include "kernels/survival/discrete_scan.hpp"
#include "tests/support/cox_scans.hpp"
#include "tests/support/plain_discrete_model.hpp"
#include "tests/support/random_cox_study.hpp"
#include "tests/support/real_blocks.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

namespace atria::survival {
namespace {

using test::CoxStudy;
using test::Extended;
using test::ExtendedMatrix;
using test::ExtendedVector;
using test::Storage;

/// One cohort, one covariate, everybody with a call.
CoxStudy study_of(std::uint64_t seed, std::size_t n, std::size_t times) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    CoxStudy study;
    CoxCohort cohort;
    cohort.covariates.names = {"x"};
    cohort.covariates.values.resize(static_cast<Eigen::Index>(n), 1);
    SurvivalOutcome outcome{"o", {}, {}, {}};
    for (std::size_t i = 0; i < n; ++i) {
        cohort.covariates.values(static_cast<Eigen::Index>(i), 0) = normal(random);
        outcome.entry.push_back(static_cast<double>(random() % (times / 2)));
        outcome.exit.push_back(outcome.entry[i] + 1 + static_cast<double>(random() % (times / 2)));
        outcome.event.push_back(random() % 3 > 0 ? 1 : 0);
    }
    cohort.outcomes = {outcome};
    study.cohorts = {cohort};
    study.calls.emplace_back();
    for (const double frequency : {0.05, 0.4, 0.9}) {
        study.calls[0].push_back(test::random_calls(random, n, frequency, 0));
    }
    study.storage = {{Storage::sparse_base_0, Storage::packed, Storage::packed}};
    return study;
}

/// Minus the third derivative of the plain profile along the variant, its intercepts at their maximum, by differences
/// of the curvature free of the intercepts.
Extended plain_third(const test::PlainPeriods& periods, const ExtendedVector& point) {
    const auto d = static_cast<Eigen::Index>(periods.intervals);
    const Eigen::Index last = point.size() - 1;
    const auto curvature = [&](Extended gamma) {
        ExtendedVector there = point;
        there[last] = gamma;
        for (int round = 0; round < 60; ++round) {
            const test::PlainDiscreteSums at = test::plain_discrete_sums(periods, there);
            there.head(d) += at.score.head(d).cwiseQuotient(at.observed.diagonal().head(d)).cwiseMax(-1).cwiseMin(1);
        }
        const test::PlainDiscreteSums at = test::plain_discrete_sums(periods, there);
        const ExtendedVector with = at.observed.col(last).head(d);
        return at.observed(last, last) - with.cwiseAbs2().cwiseQuotient(at.observed.diagonal().head(d)).sum();
    };
    const Extended h = 1e-5L;
    return (curvature(h) - curvature(-h)) / (2 * h);
}

}  // namespace

TEST_CASE("the first look at a variant in grouped time has the plain model's sums at its null model") {
    for (const std::size_t times : {6UL, 60UL}) {  // the intervals one by one; the series
        const CoxStudy study = study_of(times, 150, times);
        const DiscreteNull null = fit_discrete_null(study.cohorts);
        const DiscreteNullCohort& cohort = null.nulls[0].cohorts[0];
        REQUIRE(cohort.own.status == RowStatus::ok);
        const DiscreteScreen screen(null.people.nulls[0].cohorts[0], cohort, cohort.own);
        const GenotypeBlock block = test::genotype_block(150, study.calls[0], study.storage[0]);
        DiscreteScreen::Buffers buffers;
        for (std::size_t v = 0; v < 3; ++v) {
            CAPTURE(times, v);
            const DiscreteFinding found = screen.find(block.variants[v], buffers);
            const test::PlainPeriods periods({*study.plain(0, 0, v)}, 2);
            const test::PlainDiscreteFit plain = test::plain_discrete_fit(periods, 1);
            REQUIRE(plain.converged);
            const auto d = static_cast<Eigen::Index>(periods.intervals);
            const Eigen::Index last = d + 1;
            CHECK(found.sums.log_likelihood == Approx(static_cast<double>(plain.at.log_likelihood)).epsilon(1e-12));
            CHECK(found.sums.score[1] == Approx(static_cast<double>(plain.at.score[last])).margin(1e-9));
            const auto free_of_intercepts = [&](const ExtendedMatrix& whole) {
                const ExtendedVector with = whole.col(last).head(d);
                return static_cast<double>(whole(last, last) -
                                           with.cwiseAbs2().cwiseQuotient(whole.diagonal().head(d)).sum());
            };
            CHECK(found.sums.expected(1, 1) == Approx(free_of_intercepts(plain.at.expected)).epsilon(1e-10));
            CHECK(found.sums.information(1, 1) == Approx(free_of_intercepts(plain.at.observed)).epsilon(1e-10));
            CHECK(found.third ==
                  Approx(static_cast<double>(plain_third(periods, plain.point))).epsilon(1e-6).margin(1e-6));
        }
    }
}

TEST_CASE("grouped-time fits of numbers are those of the calls that they stand for") {
    test::CoxStudy study = test::random_cox_study(5, {});
    for (CoxCohort& cohort : study.cohorts) {
        for (SurvivalOutcome& outcome : cohort.outcomes) {
            for (double& entry : outcome.entry) { entry = std::floor(entry / 15); }
            for (double& exit : outcome.exit) { exit = std::ceil(exit / 15) + 1; }
        }
    }
    for (const double refine_p : {1.0, 0.05}) {
        DiscreteTest test;
        test.refine_p = refine_p;
        // Whether an expansion is good enough is judged by what is known of copies.
        const test::Alike alike = refine_p < 1 ? test::Alike::copies : test::Alike::all;
        test::check_numbers_like_calls(DiscreteScan(fit_discrete_null(study.cohorts), test), test::blocks_of(study),
                                       1e-7, alike);
    }
}

}  // namespace atria::survival
