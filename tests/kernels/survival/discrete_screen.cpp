#include "kernels/survival/discrete_screen.hpp"

#include "kernels/survival/discrete_scan.hpp"
#include "tests/support/random_cox_study.hpp"
#include "tests/support/real_blocks.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace atria::survival {

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
        test::check_numbers_like_calls(DiscreteScan(fit_discrete_null(study.cohorts), test), test::blocks_of(study),
                                       1e-7);
    }
}

}  // namespace atria::survival
