#pragma once

#include <Eigen/Core>
#include <vector>

namespace atria {

/// What one cohort adds to the sums of a block of M variants: a column of `width` numbers a variant. Which number
/// stands where is the kernel's affair. Contributions, never records, are what leaves a shard's reader; they are added
/// in the order of the study's cohorts.
struct Contribution {
    Eigen::MatrixXd sums;             ///< width × M
    std::vector<Contribution> parts;  ///< instead of sums: one a kernel, where several scan together
};

}  // namespace atria
