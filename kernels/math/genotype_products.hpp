#pragma once

#include "kernels/data/genotype_block.hpp"
#include "kernels/math/fixed_point_columns.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <span>

namespace atria::math {

/// Sums of a block: K columns × M variants, in fixed point.
using FixedPointSums = Eigen::Matrix<std::int64_t, Eigen::Dynamic, Eigen::Dynamic>;

/// Which instructions multiply the bytes; what a machine has not gives way to the next. The sums are the same; `avx512`
/// and `common`, which every machine that the program is compiled for has, are asked for where they are compared.
enum class ByteProducts : std::uint8_t { fastest, avx512, common };

/// Σ over people of (copies of the effect allele) × (column), for every column and variant of the block; missing calls
/// count as 0 copies; absent variants and those of real numbers (real_products.hpp) give 0. Exact: dense and sparse
/// variants and all instruction sets agree bit for bit. Dense variants are decoded into cache-sized panels, sparse ones
/// cost by their carriers.
[[nodiscard]] FixedPointSums genotype_products(const FixedPointColumns& columns,
                                               std::span<const GenotypeView> variants);

/// The same of the first `used` columns only.
[[nodiscard]] FixedPointSums genotype_products(const FixedPointColumns& columns, std::span<const GenotypeView> variants,
                                               std::size_t used, ByteProducts instructions = ByteProducts::fastest);

/// How many decoded variants a panel holds at most.
inline constexpr std::size_t panel_variants = 5;

/// The same of the people whom `columns` are of, for variants that are decoded already: `panel` holds panel_variants ×
/// padded_people() copies (0, 1, 2; 0 behind the last person), `sums` where each variant's sums of the first `used`
/// columns go.
void panel_products(const FixedPointColumns& columns, std::size_t used, const std::uint8_t* panel,
                    std::span<std::int64_t* const> sums, ByteProducts instructions = ByteProducts::fastest);

}  // namespace atria::math
