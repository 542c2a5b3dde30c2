#include "kernels/survival/cox_number_line.hpp"

#include "kernels/survival/cox_line.hpp"
#include "tests/support/random_cox_study.hpp"
#include "tests/support/real_blocks.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace atria::survival {
namespace {

void close(double a, double b, double tolerance) { REQUIRE(std::fabs(a - b) <= tolerance * (1 + std::fabs(b))); }

/// The line of numbers shift + scale × copies at t is that of the copies at scale t; derivatives go with the scale.
void check_lines(const test::CoxShape& shape, Ties ties) {
    const test::CoxStudy study = test::random_cox_study(11, shape);
    const CoxNull null = fit_cox_null(study.cohorts, ties);
    const std::vector<GenotypeBlock> calls = test::blocks_of(study);
    for (std::size_t c = 0; c < study.cohorts.size(); ++c) {
        const CoxNullCohort& cohort = null.nulls[0].cohorts[c];
        const CoxScreen screen(cohort, cohort.pooled, ties, calls[c].people);
        for (const double scale : {1.0, 0.3}) {
            const double shift = scale == 1 ? 0 : -1.5;
            const std::vector<test::Numbers> storage(study.variants(), test::Numbers::real);
            const GenotypeBlock numbers = test::with_numbers(calls[c], storage, shift, scale);
            CoxLine of_calls(screen);
            CoxLine of_numbers(screen);
            for (std::size_t v = 0; v < study.variants(); ++v) {
                if (!calls[c].variants[v].present) { continue; }
                of_calls.turn_to(calls[c].variants[v]);
                of_numbers.turn_to(numbers.variants[v]);
                for (const double t : {-6.0, -1.0, -0.01, 0.0, 1e-6, 0.2, 2.5, 9.0}) {
                    INFO("cohort " << c << ", variant " << v << ", t " << t << ", scale " << scale);
                    const math::LineSums a = of_numbers.at(t / scale);
                    const math::LineSums b = of_calls.at(t);
                    // What leaves a risk set leaves rounding behind, which the line of copies lets grow by e^2t.
                    const double grown = 1e-15 * std::exp(2 * std::fabs(t));
                    close(a.log_likelihood, b.log_likelihood, 1e-11 + grown);
                    close(a.score / scale, b.score, 1e-10 + grown);
                    close(a.information / (scale * scale), b.information, 1e-9 + grown);
                    close(a.third / (scale * scale * scale), b.third, 1e-9 + grown);
                }
            }
        }
    }
}

}  // namespace

TEST_CASE("the partial likelihood along numbers is that along the copies which they stand for") {
    for (const Ties ties : {Ties::efron, Ties::breslow}) {
        check_lines({}, ties);
        test::CoxShape competing;
        competing.competing = 0.5;
        check_lines(competing, ties);
        test::CoxShape weighted;
        weighted.weights = true;
        check_lines(weighted, ties);
    }
}

TEST_CASE("Firth's and the saddlepoint's tests of dosages are those of the calls that they stand for") {
    for (const CoxStatistic statistic : {CoxStatistic::firth, CoxStatistic::score}) {
        CoxTest test;
        test.statistic = statistic;
        test.correction = Correction::saddlepoint;
        test.correction_p = 0.5;
        const test::CoxStudy study = test::random_cox_study(12, {});
        const CoxScan kernel(fit_cox_null(study.cohorts, Ties::efron), test);
        const std::vector<GenotypeBlock> calls = test::blocks_of(study);
        std::vector<GenotypeBlock> dosages;
        for (const GenotypeBlock& block : calls) {
            const std::vector<test::Numbers> storage(study.variants(), test::Numbers::dosage);
            dosages.push_back(test::with_numbers(block, storage, 0, 1));
        }
        const std::vector<ScanRows> expected = test::scan_blocks(kernel, calls);
        const std::vector<ScanRows> rows = test::scan_blocks(kernel, dosages);
        for (std::size_t t = 0; t < rows.size(); ++t) {
            for (std::size_t v = 0; v < study.variants(); ++v) {
                INFO("outcome " << t << ", variant " << v);
                test::check_scaled(expected[t].pooled[v].pooled, rows[t].pooled[v].pooled, 1, 1e-7);
                for (std::size_t c = 0; c < calls.size(); ++c) {
                    test::check_scaled(expected[t].cohorts[c][v], rows[t].cohorts[c][v], 1, 1e-7);
                }
            }
        }
    }
}

}  // namespace atria::survival
