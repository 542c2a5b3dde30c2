#pragma once

#include "kernels/association/linear_null.hpp"
#include "kernels/data/genotype_block.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <span>

namespace atria::association {

/// The sums of a block for all groups that share `columns`, in one cohort, into the rows that each group has in
/// `contribution` (width × M, zero before): `group_offsets` is where a group begins. The products and the people
/// without a call are gone through once for all traits; from what that gives, each trait's absent people are taken out.
void add_shared_sums(const LinearNull& null, const LinearColumns& columns, std::size_t cohort,
                     const GenotypeBlock& genotypes, std::span<const Eigen::Index> group_offsets,
                     Eigen::MatrixXd& contribution);

/// Bytes of that beside the contribution, for M variants.
[[nodiscard]] std::size_t shared_sums_bytes(const LinearNull& null, const LinearColumns& columns, std::size_t variants);

}  // namespace atria::association
