#pragma once

#include <Eigen/Core>

namespace atria::math {

/// A symmetric K × K matrix as the columns of its lower triangle, one behind the other: K (K + 1) / 2 numbers.
[[nodiscard]] constexpr Eigen::Index packed_size(Eigen::Index k) { return k * (k + 1) / 2; }

/// `packed` has packed_size(K) numbers.
void pack_triangle(const Eigen::MatrixXd& matrix, Eigen::Ref<Eigen::VectorXd> packed);

/// The K × K matrix.
[[nodiscard]] Eigen::MatrixXd unpacked_triangle(const Eigen::Ref<const Eigen::VectorXd>& packed, Eigen::Index k);

}  // namespace atria::math
