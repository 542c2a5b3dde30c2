#pragma once

#include "kernels/math/ranked_cholesky.hpp"

#include <Eigen/Core>

namespace atria::math {

/// The least share of the information (K × K) at a fit's start, factorised, that is left at its end, over all
/// directions that the start knows: 0 to 1 and more; 1 where it knows none. Where a likelihood has no maximum it
/// flattens out along some direction, and next to nothing is left there, however small Newton's last step was.
[[nodiscard]] double information_left(const RankedCholesky& start, const Eigen::MatrixXd& end);

}  // namespace atria::math
