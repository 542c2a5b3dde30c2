#pragma once

#include "kernels/math/ranked_cholesky.hpp"

#include <Eigen/Core>

namespace atria::math {

/// How much of the information (K × K) at a fit's start is left at its end, over the K' directions that the start
/// knows. Where a likelihood has no maximum it flattens out along some direction, and next to nothing is left there,
/// however small Newton's last step was.
struct InformationLeft {
    Eigen::VectorXd shares;      ///< K', ascending: 0 to 1 and more
    Eigen::MatrixXd directions;  ///< K × K': along which

    /// 1 where the start knows no direction.
    [[nodiscard]] double least() const { return shares.size() > 0 ? shares[0] : 1; }
};

/// Below the first of these shares there is no maximum; below the second there is none if Newton's steps did not shrink
/// as they do near one. One person far out may take all but a share of 1 / people of a column's information along.
inline constexpr double no_information_left = 1e-12;
inline constexpr double little_information_left = 1e-6;

[[nodiscard]] InformationLeft information_left(const RankedCholesky& start, const Eigen::MatrixXd& end);

}  // namespace atria::math
