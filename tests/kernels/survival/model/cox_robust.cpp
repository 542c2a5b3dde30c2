#include "kernels/survival/model/cox_robust.hpp"

#include "tests/support/cox_golden.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace atria::survival {
namespace {

CoxRobustResult robust_of(const test::CoxGoldenFit& fit) {
    const auto sums = [&](const Eigen::VectorXd& point) {
        CoxRobustSums total(point.size());
        total += CoxRobustSums::from_numbers(cox_robust_sums(fit.model, point).numbers());
        return total;
    };
    return cox_robust(fit.result, sums(fit.result.init), sums(fit.result.point));
}

TEST_CASE("Cox robust variance: variance by cluster, Wald and score test of coxph on the data sets of R's survival") {
    for (const auto& name : test::cox_golden().with("robust_variance")) {
        INFO(name.first << " " << name.second);
        const test::CoxGoldenFit fit(name);
        const CoxRobustResult robust = robust_of(fit);
        const auto known = [&](const char* quantity) { return test::cox_golden().value(name, quantity); };
        CHECK(test::column_difference(robust.variance, known("robust_variance")) < 1e-9);
        CHECK(test::relative_difference(robust.wald_test.statistic, known("robust_wald")(0, 0)) < 1e-9);
        CHECK(test::relative_difference(robust.score_test.statistic, known("robust_score")(0, 0)) < 1e-9);
        for (Eigen::Index j = 0; j < fit.result.point.size(); ++j) {
            const bool ok = fit.result.coefficients[static_cast<std::size_t>(j)].status == CoefficientStatus::ok;
            CHECK(ok != std::isnan(robust.standard_error[j]));
        }
    }
}

TEST_CASE("Cox robust variance: third worked example, by row") {
    // R: sqrt(coxph(Surv(time, status) ~ x, testw1, weights = wt, robust = TRUE)$var)
    const SurvivalRows rows = test::worked_example(3);
    for (const auto& [ties, known] : {std::pair{CoxTies::breslow, 1.01727200572}, {CoxTies::efron, 1.11905516481}}) {
        const CoxModelRows model = cox_model_rows(rows, ties);
        const CoxModelResult result = test::cox_fit({model}, Eigen::VectorXd::Zero(1));
        const CoxRobustResult robust =
            cox_robust(result, cox_robust_sums(model, result.init), cox_robust_sums(model, result.point));
        CHECK(robust.clusters == 9);
        CHECK(robust.standard_error[0] == Approx(known).epsilon(1e-11));
    }
}

}  // namespace
}  // namespace atria::survival
