#include "kernels/survival/model/cox_profile_bound.hpp"

#include "kernels/math/packed_triangle.hpp"
#include "kernels/math/ranked_cholesky.hpp"
#include "kernels/math/tails.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace atria::survival {
namespace {

constexpr int most_rounds = 80;
constexpr double near_value = 1e-12;    // relative
constexpr double near_maximum = 1e-13;  // decrement along the other coefficients
constexpr double pivot_measure = 1e-4;  // a likelihood that flattens out leaves small pivots

}  // namespace

double profile_bound_drop(double level) {
    if (!(level > 0.5)) { return 0; }
    const double z = math::normal_from_p(2 * (1 - level));
    return z * z / 2;
}

CoxProfileBound::CoxProfileBound(Eigen::Index column, double log_likelihood, Eigen::VectorXd start,
                                 Eigen::VectorXd fixed)
    : column_(column),
      target_(log_likelihood),
      point_(std::move(start)),
      previous_(point_),
      fixed_(std::move(fixed)),
      done_(false),
      bound_(std::numeric_limits<double>::quiet_NaN()) {
    fixed_[column] = 1;
}

void CoxProfileBound::retreat() {
    point_ = (point_ + previous_) / 2;
    done_ = ++rounds_ >= most_rounds;
}

void CoxProfileBound::advance(const CoxModelSums& sums) {
    Eigen::MatrixXd information = math::unpacked_triangle(sums.information, point_.size());
    if (!std::isfinite(sums.log_likelihood) || !information.allFinite()) { return retreat(); }
    Eigen::VectorXd across = information.col(column_);
    Eigen::VectorXd score = sums.score;
    for (Eigen::Index j = 0; j < fixed_.size(); ++j) {
        if (fixed_[j] == 0) { continue; }
        information.row(j).setZero();
        information.col(j).setZero();
        across[j] = 0;
        score[j] = 0;
    }
    const math::RankedCholesky factor(information, pivot_measure * information.diagonal());
    const Eigen::VectorXd along = factor.solve(score);
    const Eigen::VectorXd shift = factor.solve(across);
    const double decrement = score.dot(along);
    const double slope = sums.score[column_] - across.dot(along);
    const double missing = target_ - (sums.log_likelihood + decrement / 2);
    if (decrement < near_maximum && std::fabs(missing) < near_value * (1 + std::fabs(target_))) {
        bound_ = point_[column_];
        done_ = true;
        return;
    }
    const double move = missing / slope;
    if (++rounds_ >= most_rounds || !std::isfinite(move)) {
        done_ = true;
        return;
    }
    previous_ = point_;
    point_ += along - move * shift;
    point_[column_] += move;
}

}  // namespace atria::survival
