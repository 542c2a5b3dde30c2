#pragma once

#include "kernels/survival/model/cox_model_fit.hpp"
#include "kernels/survival/model/cox_model_rows.hpp"
#include "kernels/survival/model/cox_zph_time.hpp"

#include <Eigen/Core>
#include <span>
#include <vector>

namespace atria::survival {

/// What a cohort gives the test of proportional hazards at the fit: score and information of the model with x and
/// x g(t) side by side, g centred.
struct CoxZphSums {
    Eigen::VectorXd score;        ///< p: along x g
    Eigen::VectorXd information;  ///< p × p packed lower triangle: x with x
    Eigen::VectorXd cross;        ///< the same: x with x g
    Eigen::VectorXd square;       ///< the same: x g with x g

    explicit CoxZphSums(Eigen::Index p = 0);
    CoxZphSums& operator+=(const CoxZphSums& other);

    [[nodiscard]] std::vector<double> numbers() const;
    [[nodiscard]] static CoxZphSums from_numbers(std::span<const double> numbers);
};

/// `exact` ties count as Breslow's, as in R.
[[nodiscard]] CoxZphSums cox_zph_sums(const CoxModelRows& rows, const Eigen::VectorXd& point, const ZphTime& time);

struct CoxZph {
    std::vector<ChiSquareTest> terms;  ///< of each term, the others proportional
    ChiSquareTest global;              ///< of all terms together
};

/// R's cox.zph (3.0 and later): score tests of x g(t) in the full information. `terms`: the columns of each term.
/// Columns that are aliased or infinite take no part; a term of those only has df 0. NaN where g is not finite.
[[nodiscard]] CoxZph cox_zph(const CoxModelResult& result, const CoxZphSums& sums,
                             std::span<const std::vector<Eigen::Index>> terms);

}  // namespace atria::survival
