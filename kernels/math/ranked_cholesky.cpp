#include "kernels/math/ranked_cholesky.hpp"

#include "kernels/math/packed_triangle.hpp"

#include <cmath>

namespace atria::math {
namespace {

using Column = Eigen::Map<Eigen::VectorXd>;
using ConstColumn = Eigen::Map<const Eigen::VectorXd>;

}  // namespace

RankedCholesky::RankedCholesky(const Eigen::MatrixXd& matrix) : RankedCholesky(matrix, matrix.diagonal()) {}

RankedCholesky::RankedCholesky(const Eigen::MatrixXd& matrix, const Eigen::VectorXd& diagonal)
    : lower_(packed_size(matrix.rows())) {
    pack_triangle(matrix, lower_);
    factorise(diagonal);
}

void RankedCholesky::factorise(const Eigen::Ref<const Eigen::VectorXd>& packed,
                               const Eigen::Ref<const Eigen::VectorXd>& diagonal) {
    lower_ = packed;
    factorise(diagonal);
}

// Column by column; each finished one is taken out of those behind it, so that all inner loops run down a column.
void RankedCholesky::factorise(const Eigen::Ref<const Eigen::VectorXd>& diagonal) {
    const Eigen::Index k = diagonal.size();
    inverse_pivots_.resize(k);
    rank_ = 0;
    double* column = lower_.data();
    for (Eigen::Index j = 0; j < k; ++j) {
        const Eigen::Index below = k - j - 1;
        const double pivot = column[0];
        const bool independent = pivot > tolerance * diagonal[j] && std::isfinite(pivot);
        inverse_pivots_[j] = independent ? 1 / std::sqrt(pivot) : 0.0;
        rank_ += independent ? 1 : 0;
        double* other = column + below + 1;
        for (Eigen::Index m = 1; m <= below; ++m) {
            const double factor = independent ? column[m] / pivot : 0.0;
            Column(other, below - m + 1) -= factor * ConstColumn(column + m, below - m + 1);
            other += below - m + 1;
        }
        for (Eigen::Index i = 1; i <= below; ++i) { column[i] = independent ? column[i] / pivot : 0.0; }
        column[0] = 1;
        column += below + 1;
    }
}

double RankedCholesky::log_determinant() const {
    double sum = 0;
    for (const double inverse : inverse_pivots_) { sum -= inverse > 0 ? 2 * std::log(inverse) : 0; }
    return sum;
}

void RankedCholesky::forward(Eigen::Ref<Eigen::VectorXd> b) const {
    const double* column = lower_.data();
    const Eigen::Index k = b.size();
    for (Eigen::Index j = 0; j < k; ++j) {
        const double value = b[j];
        b.tail(k - j - 1) -= value * ConstColumn(column + 1, k - j - 1);
        column += k - j;
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
    const Eigen::Index k = x.size();
    const double* column = lower_.data() + lower_.size();
    for (Eigen::Index j = k; j-- > 0;) {
        column -= k - j;
        if (inverse_pivots_[j] == 0) { continue; }
        double value = x[j];
        for (Eigen::Index i = 1; i < k - j; ++i) { value -= column[i] * x[j + i]; }
        x[j] = value;
    }
    return x;
}

}  // namespace atria::math
