#include "kernels/math/ranked_cholesky.hpp"

#include <cmath>
#include <utility>

namespace atria::math {

RankedCholesky::RankedCholesky(Eigen::MatrixXd matrix) : RankedCholesky(std::move(matrix), Eigen::VectorXd()) {}

RankedCholesky::RankedCholesky(Eigen::MatrixXd matrix, const Eigen::VectorXd& diagonal)
    : lower_(std::move(matrix)), inverse_pivots_(Eigen::VectorXd::Zero(lower_.rows())) {
    const Eigen::Index k = lower_.rows();
    Eigen::VectorXd pivots = Eigen::VectorXd::Zero(k);
    for (Eigen::Index j = 0; j < k; ++j) {
        const double scale = diagonal.size() == 0 ? lower_(j, j) : diagonal[j];
        double pivot = lower_(j, j);
        for (Eigen::Index i = 0; i < j; ++i) { pivot -= lower_(j, i) * lower_(j, i) * pivots[i]; }
        const bool independent = pivot > tolerance * scale && std::isfinite(pivot);
        pivots[j] = independent ? pivot : 0.0;
        if (independent) {
            inverse_pivots_[j] = 1 / std::sqrt(pivot);
            ++rank_;
        }
        for (Eigen::Index row = j + 1; row < k; ++row) {
            double entry = lower_(row, j);
            for (Eigen::Index i = 0; i < j; ++i) { entry -= lower_(row, i) * lower_(j, i) * pivots[i]; }
            lower_(row, j) = independent ? entry / pivot : 0.0;
        }
        lower_(j, j) = 1;
    }
}

double RankedCholesky::log_determinant() const {
    double sum = 0;
    for (const double inverse : inverse_pivots_) { sum -= inverse > 0 ? 2 * std::log(inverse) : 0; }
    return sum;
}

void RankedCholesky::forward(Eigen::Ref<Eigen::VectorXd> b) const {
    for (Eigen::Index j = 0; j < b.size(); ++j) {
        double value = b[j];
        for (Eigen::Index i = 0; i < j; ++i) { value -= lower_(j, i) * b[i]; }
        b[j] = value;
    }
    b.array() *= inverse_pivots_.array();
}

Eigen::MatrixXd RankedCholesky::whitening() const {
    const Eigen::Index size = inverse_pivots_.size();
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Identity(size, size);
    for (Eigen::Index k = 0; k < size; ++k) { forward(matrix.col(k)); }
    return matrix;
}

Eigen::VectorXd RankedCholesky::solve(const Eigen::VectorXd& b) const {
    Eigen::VectorXd x = b;
    forward(x);
    x.array() *= inverse_pivots_.array();
    for (Eigen::Index j = x.size(); j-- > 0;) {
        if (inverse_pivots_[j] == 0) { continue; }
        double value = x[j];
        for (Eigen::Index i = j + 1; i < x.size(); ++i) { value -= lower_(i, j) * x[i]; }
        x[j] = value;
    }
    return x;
}

}  // namespace atria::math
