#pragma once

#include <Eigen/Core>

namespace atria::math {

/// L D L' of a symmetric positive semi-definite K × K matrix that passes over columns which depend on earlier ones: a
/// pivot that falls below `tolerance` times its own diagonal entry is taken as zero, and its row is left out of every
/// solve. The same rule as R's generalised Cholesky, so collinear columns lose the later one.
class RankedCholesky {
public:
    static constexpr double tolerance = 1e-10;

    RankedCholesky() = default;
    explicit RankedCholesky(const Eigen::MatrixXd& matrix);

    /// With the diagonal (K) that the pivots are measured by, where the matrix is what is left after a part was taken
    /// out: a column whose all was in that part leaves rounding behind, which its own diagonal would not tell from a
    /// small column.
    RankedCholesky(const Eigen::MatrixXd& matrix, const Eigen::VectorXd& diagonal);

    /// Becomes the factor of another matrix, given as a packed triangle, in the memory that it has.
    void factorise(const Eigen::Ref<const Eigen::VectorXd>& packed, const Eigen::Ref<const Eigen::VectorXd>& diagonal);

    [[nodiscard]] Eigen::Index rank() const { return rank_; }
    [[nodiscard]] bool kept(Eigen::Index column) const { return inverse_pivots_[column] > 0; }

    /// What a kept column has of its own, free of those before it.
    [[nodiscard]] double pivot(Eigen::Index column) const {
        return 1 / (inverse_pivots_[column] * inverse_pivots_[column]);
    }

    /// Of the kept rows and columns.
    [[nodiscard]] double log_determinant() const;

    /// L^-1 b, scaled by D^-1/2, so that forward(b)·forward(c) = b' A^- c.
    void forward(Eigen::Ref<Eigen::VectorXd> b) const;

    /// The K × K matrix W of forward: W b = forward(b).
    [[nodiscard]] Eigen::MatrixXd whitening() const;

    /// A^- b; the entries of left-out columns are 0.
    [[nodiscard]] Eigen::VectorXd solve(const Eigen::VectorXd& b) const;

private:
    void factorise(const Eigen::Ref<const Eigen::VectorXd>& diagonal);

    Eigen::VectorXd lower_;           // packed: unit lower triangle; while it is made, what is left of the matrix
    Eigen::VectorXd inverse_pivots_;  // 1/sqrt(D); 0 = left out
    Eigen::Index rank_ = 0;
};

}  // namespace atria::math
