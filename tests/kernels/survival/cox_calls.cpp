#include "kernels/survival/cox_calls.hpp"

#include "kernels/survival/cox_scan.hpp"
#include "kernels/survival/cox_zph_scale.hpp"
#include "tests/support/random_cox_study.hpp"
#include "tests/support/real_blocks.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace atria::survival {
namespace {

CoxScan kernel_of(const test::CoxStudy& study, Ties ties, const CoxTest& test) {
    CoxNull null = fit_cox_null(study.cohorts, ties);
    if (test.zph_p > 0) { set_zph_scale(study.cohorts, ZphTransform::km, null); }
    return CoxScan(std::move(null), test);
}

void check(const test::CoxShape& shape, const CoxTest& test, test::Alike alike = test::Alike::all) {
    for (const Ties ties : {Ties::efron, Ties::breslow}) {
        const test::CoxStudy study = test::random_cox_study(7, shape);
        INFO((ties == Ties::efron ? "Efron" : "Breslow"));
        test::check_numbers_like_calls(kernel_of(study, ties, test), test::blocks_of(study), 1e-7, alike);
    }
}

/// A block whose one variant has the same dosage in everybody.
GenotypeBlock constant_dosage(std::size_t people, double copies) {
    const GenotypeBlock calls = test::genotype_block(people, {test::Calls(people, 1)}, {test::Storage::packed});
    return test::with_numbers(calls, {test::Numbers::dosage}, 0, copies);
}

}  // namespace

TEST_CASE("dosages that vary between cohorts only are collinear with them, and those that do not vary monomorphic") {
    const test::CoxStudy study = test::random_cox_study(9, {});
    for (const double refine_p : {1.0, 0.05}) {
        CoxTest test;
        test.refine_p = refine_p;
        const CoxScan kernel = kernel_of(study, Ties::efron, test);
        for (const bool same : {false, true}) {
            std::vector<GenotypeBlock> blocks;
            for (const CoxCohort& cohort : study.cohorts) {
                const double copies = same ? 0.3125 : 0.1875 + 0.25 * static_cast<double>(blocks.size());
                blocks.push_back(constant_dosage(cohort.covariates.people(), copies));
            }
            for (const ScanRows& rows : test::scan_blocks(kernel, blocks)) {
                CHECK(rows.pooled[0].pooled.status == (same ? RowStatus::monomorphic : RowStatus::collinear));
                CHECK(std::isnan(rows.pooled[0].pooled.beta));
                for (const auto& cohort : rows.cohorts) { CHECK(cohort[0].status == RowStatus::monomorphic); }
            }
        }
    }
}

TEST_CASE("Cox fits of numbers are those of the calls that they stand for") {
    check({}, {});
    CoxTest wald;
    wald.statistic = CoxStatistic::maximum;
    check({}, wald);
}

TEST_CASE("expansions of numbers are those of the calls that they stand for") {
    CoxTest screened;
    screened.refine_p = 0.05;
    // People without a call are left out of expansions to first order, where it counts from where numbers are counted.
    check({}, screened, test::Alike::scaled);
    test::CoxShape complete;
    complete.missing_calls = 0;
    check(complete, screened);
}

TEST_CASE("Fine-Gray fits of numbers, and those with weights, are those of the calls that they stand for") {
    test::CoxShape shape;
    shape.competing = 0.5;
    check(shape, {});
    CoxTest screened;
    screened.refine_p = 0.05;
    check(shape, screened, test::Alike::scaled);
    shape.weights = true;
    shape.competing = 0;
    check(shape, {});
    check(shape, screened, test::Alike::scaled);
}

TEST_CASE("tests of proportional hazards and robust errors of numbers are those of the calls") {
    CoxTest test;
    test.statistic = CoxStatistic::maximum;
    test.zph_p = 1;
    test.robust = true;
    check({}, test);
}

}  // namespace atria::survival
