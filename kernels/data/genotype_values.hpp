#pragma once

#include "kernels/data/genotype_block.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace atria {

/// One variant of N people, in any encoding, as N numbers: copies of the effect allele or what else is scanned, NaN =
/// missing.
void decode_values(const GenotypeView& variant, std::size_t people, double* out);

/// The same with 0 for those who are missing, for sums in which these have no part.
void decode_values_or_0(const GenotypeView& variant, std::size_t people, double* out);

/// Σg and Σg² of real numbers over some people, with what rounding takes from them, so that numbers which are all the
/// same are known by them. Of dosages exact: fixed point within the digits of a double.
struct ValueSums {
    double people = 0;  ///< with a value
    double sum = 0;
    double squares = 0;
};
/// `included`: N bytes 0/1.
[[nodiscard]] ValueSums value_sums(const GenotypeView& variant, std::span<const std::uint8_t> included);

}  // namespace atria
