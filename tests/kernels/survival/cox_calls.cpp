#include "kernels/survival/cox_calls.hpp"

#include "kernels/survival/cox_scan.hpp"
#include "kernels/survival/cox_zph_scale.hpp"
#include "tests/support/random_cox_study.hpp"
#include "tests/support/real_blocks.hpp"

#include <catch2/catch.hpp>
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

}  // namespace

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
