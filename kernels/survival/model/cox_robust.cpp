#include "kernels/survival/model/cox_robust.hpp"

#include "kernels/math/packed_triangle.hpp"
#include "kernels/math/ranked_cholesky.hpp"
#include "kernels/math/tails.hpp"
#include "kernels/survival/model/cox_residuals.hpp"

#include <cassert>
#include <cmath>
#include <limits>

namespace atria::survival {

CoxRobustSums::CoxRobustSums(Eigen::Index p)
    : score(Eigen::VectorXd::Zero(p)), outer(Eigen::VectorXd::Zero(math::packed_size(p))) {}

CoxRobustSums& CoxRobustSums::operator+=(const CoxRobustSums& other) {
    assert(score.size() == other.score.size());
    clusters += other.clusters;
    score += other.score;
    outer += other.outer;
    return *this;
}

std::vector<double> CoxRobustSums::numbers() const {
    std::vector<double> numbers{static_cast<double>(score.size()), clusters};
    numbers.insert(numbers.end(), score.begin(), score.end());
    numbers.insert(numbers.end(), outer.begin(), outer.end());
    return numbers;
}

CoxRobustSums CoxRobustSums::from_numbers(std::span<const double> numbers) {
    const auto p = static_cast<Eigen::Index>(numbers[0]);
    CoxRobustSums sums(p);
    assert(static_cast<Eigen::Index>(numbers.size()) == 2 + p + math::packed_size(p));
    sums.clusters = numbers[1];
    sums.score = Eigen::Map<const Eigen::VectorXd>(numbers.data() + 2, p);
    sums.outer = Eigen::Map<const Eigen::VectorXd>(numbers.data() + 2 + p, math::packed_size(p));
    return sums;
}

CoxRobustSums cox_robust_sums(const CoxModelRows& rows, const Eigen::VectorXd& point) {
    assert(has_score_residuals(rows.ties));
    Eigen::MatrixXd score = cox_row_residuals(rows, point).score;
    for (std::size_t i = 0; i < rows.rows; ++i) { score.row(static_cast<Eigen::Index>(i)) *= rows.weight[i]; }
    const Eigen::MatrixXd by_cluster = sums_by(score, rows.cluster, rows.clusters);
    CoxRobustSums sums(rows.covariates);
    sums.clusters = rows.clusters;
    sums.score = score.colwise().sum().transpose();
    math::pack_triangle(by_cluster.transpose() * by_cluster, sums.outer);
    return sums;
}

CoxRobustResult cox_robust(const CoxModelResult& result, const CoxRobustSums& at_init, const CoxRobustSums& at_point) {
    const Eigen::Index p = result.point.size();
    CoxRobustResult robust;
    robust.clusters = at_point.clusters;
    robust.variance = result.variance * math::unpacked_triangle(at_point.outer, p) * result.variance;
    robust.variance = (robust.variance + robust.variance.transpose()).eval() / 2;
    robust.standard_error = Eigen::VectorXd::Constant(p, std::numeric_limits<double>::quiet_NaN());
    robust.z = robust.neg_log10_p = robust.standard_error;
    for (Eigen::Index j = 0; j < p; ++j) {
        const CoxModelCoefficient& coefficient = result.coefficients[static_cast<std::size_t>(j)];
        if (coefficient.status != CoefficientStatus::ok) { continue; }
        robust.standard_error[j] = std::sqrt(robust.variance(j, j));
        robust.z[j] = coefficient.beta / robust.standard_error[j];
        robust.neg_log10_p[j] = math::normal_neg_log10_p(robust.z[j]);
    }
    if (result.status == CoxModelStatus::ok) {
        const math::RankedCholesky factor(robust.variance);
        const Eigen::VectorXd way = result.point - result.init;
        robust.wald_test = chi_square_test(way.dot(factor.solve(way)), static_cast<int>(factor.rank()));
    }
    const math::RankedCholesky factor(math::unpacked_triangle(at_init.outer, p));
    robust.score_test =
        chi_square_test(at_init.score.dot(factor.solve(at_init.score)), static_cast<int>(factor.rank()));
    return robust;
}

}  // namespace atria::survival
