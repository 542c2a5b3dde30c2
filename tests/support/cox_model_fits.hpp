#pragma once

#include "kernels/survival/model/cox_model_fit.hpp"
#include "kernels/survival/model/cox_model_rows.hpp"
#include "kernels/survival/model/cox_model_sums.hpp"

#include <Eigen/Core>
#include <vector>

namespace atria::test {

/// Times that are whole numbers of units.
inline std::vector<Ticks> ticks(const std::vector<double>& times) {
    std::vector<Ticks> answer;
    for (const double time : times) { answer.push_back(ticks_of(time)); }
    return answer;
}

/// The sums of all cohorts, each through its list of numbers.
inline survival::CoxModelSums cox_total(const std::vector<survival::CoxModelRows>& cohorts,
                                        const Eigen::VectorXd& beta) {
    survival::CoxModelSums total(beta.size());
    for (const survival::CoxModelRows& cohort : cohorts) {
        total += survival::CoxModelSums::from_numbers(survival::cox_model_sums(cohort, beta).numbers());
    }
    return total;
}

inline survival::CoxModelResult cox_fit(const std::vector<survival::CoxModelRows>& cohorts, Eigen::VectorXd init) {
    survival::CoxModelFit fit(std::move(init));
    while (!fit.done()) { fit.advance(cox_total(cohorts, fit.point())); }
    return fit.result();
}

inline survival::CoxModelResult cox_fit(const SurvivalRows& rows, survival::CoxTies ties) {
    return cox_fit({survival::cox_model_rows(rows, ties)}, Eigen::VectorXd::Zero(rows.x.cols()));
}

/// The three worked examples of the validation vignette of R's survival, one covariate each.
inline SurvivalRows worked_example(int number) {
    SurvivalRows rows;
    std::vector<double> x;
    if (number == 1) {
        rows.exit = ticks({9, 1, 1, 6, 6, 8});
        rows.event = {1, 1, 0, 1, 1, 0};
        x = {0, 1, 1, 1, 0, 0};
    } else if (number == 2) {
        rows.entry = ticks({1, 2, 5, 2, 1, 7, 3, 4, 8, 8});
        rows.exit = ticks({2, 3, 6, 7, 8, 9, 9, 9, 14, 17});
        rows.event = {1, 1, 1, 1, 1, 1, 1, 0, 0, 0};
        x = {1, 0, 0, 1, 0, 1, 1, 1, 0, 0};
    } else {
        rows.exit = ticks({1, 1, 2, 2, 2, 2, 3, 4, 5});
        rows.event = {1, 0, 1, 1, 1, 0, 0, 1, 0};
        rows.weight = {1, 2, 3, 4, 3, 2, 1, 2, 1};
        x = {2, 0, 1, 1, 0, 1, 0, 1, 0};
    }
    rows.x = Eigen::Map<const Eigen::VectorXd>(x.data(), static_cast<Eigen::Index>(x.size()));
    return rows;
}

}  // namespace atria::test
