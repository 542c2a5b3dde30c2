#include "kernels/survival/model/discrete_model_tests.hpp"

#include "kernels/math/packed_triangle.hpp"
#include "kernels/math/ranked_cholesky.hpp"
#include "kernels/math/tails.hpp"

#include <cmath>

namespace atria::survival {
namespace {

/// Without the columns that have no finite estimate; at the beginning infinite ones count as well.
Eigen::MatrixXd counted(const CoxModelResult& fit, const Eigen::VectorXd& packed, bool infinite) {
    Eigen::MatrixXd information = math::unpacked_triangle(packed, fit.point.size());
    for (Eigen::Index j = 0; j < fit.point.size(); ++j) {
        const CoefficientStatus status = fit.coefficients[static_cast<std::size_t>(j)].status;
        if (status == CoefficientStatus::ok || (infinite && status == CoefficientStatus::infinite)) { continue; }
        information.row(j).setZero();
        information.col(j).setZero();
    }
    return information;
}

}  // namespace

CoxModelResult with_expected_information(CoxModelResult fit, const DiscreteModelSums& at_init,
                                         const DiscreteModelSums& at_point) {
    if (fit.status != CoxModelStatus::ok && fit.status != CoxModelStatus::infinite) { return fit; }
    const Eigen::VectorXd& score = at_init.observed.score;
    const math::RankedCholesky first(counted(fit, at_init.expected, true));
    fit.score_test = chi_square_test(score.dot(first.solve(score)), fit.score_test.df);

    const Eigen::Index p = fit.point.size();
    const Eigen::MatrixXd information = counted(fit, at_point.expected, false);
    const math::RankedCholesky factor(information);
    fit.variance = Eigen::MatrixXd::Zero(p, p);
    for (Eigen::Index j = 0; j < p; ++j) {
        CoxModelCoefficient& here = fit.coefficients[static_cast<std::size_t>(j)];
        if (here.status != CoefficientStatus::ok || !factor.kept(j)) { continue; }
        fit.variance.col(j) = factor.solve(Eigen::VectorXd::Unit(p, j));
        here.standard_error = std::sqrt(fit.variance(j, j));
        here.z = here.beta / here.standard_error;
        here.neg_log10_p = math::normal_neg_log10_p(here.z);
    }
    fit.variance = (fit.variance + fit.variance.transpose()).eval() / 2;
    if (fit.status == CoxModelStatus::ok) {
        const Eigen::VectorXd way = fit.point - fit.init;
        fit.wald_test = chi_square_test(way.dot(information * way), fit.wald_test.df);
    }
    return fit;
}

}  // namespace atria::survival
