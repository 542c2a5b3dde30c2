#pragma once

#include "kernels/math/fixed_point_columns.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <span>

namespace atria::math {

/// Σ over people of (number) × (column), for V variants with a real number a person: `values` is N × V and finite, 0
/// for those who have no part. `used` × V sums, of the first columns.
///
/// Sums of doubles: people are added in strips of fixed length, in their order, and each sum is formed by itself. So it
/// is the same to the last bit whatever other variants and columns stand beside it.
[[nodiscard]] Eigen::MatrixXd real_products(const FixedPointColumns& columns,
                                            const Eigen::Ref<const Eigen::MatrixXd>& values, std::size_t used);

}  // namespace atria::math
