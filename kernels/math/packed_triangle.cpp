#include "kernels/math/packed_triangle.hpp"

#include <cassert>

namespace atria::math {

void pack_triangle(const Eigen::MatrixXd& matrix, Eigen::Ref<Eigen::VectorXd> packed) {
    const Eigen::Index k = matrix.cols();
    assert(matrix.rows() == k && packed.size() == packed_size(k));
    Eigen::Index at = 0;
    for (Eigen::Index j = 0; j < k; ++j) {
        packed.segment(at, k - j) = matrix.col(j).tail(k - j);
        at += k - j;
    }
}

Eigen::MatrixXd unpacked_triangle(const Eigen::Ref<const Eigen::VectorXd>& packed, Eigen::Index k) {
    assert(packed.size() == packed_size(k));
    Eigen::MatrixXd matrix(k, k);
    Eigen::Index at = 0;
    for (Eigen::Index j = 0; j < k; ++j) {
        matrix.col(j).tail(k - j) = packed.segment(at, k - j);
        matrix.row(j).tail(k - j) = packed.segment(at, k - j).transpose();
        at += k - j;
    }
    return matrix;
}

}  // namespace atria::math
