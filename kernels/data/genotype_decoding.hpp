#pragma once

#include "kernels/data/genotype_block.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace atria {

/// Decodes the 2-bit codes of people [first, first + count) into one byte each: `translate[code]`. `first` is a
/// multiple of 4. Writes count bytes.
void decode_packed(std::span<const std::uint8_t> packed, std::size_t first, std::size_t count,
                   const std::uint8_t (&translate)[4], std::uint8_t* out);

/// Decodes one variant of N people, which has codes, into N bytes (0, 1, 2, missing_call).
void decode_calls(const GenotypeView& variant, std::size_t people, std::uint8_t* out);

}  // namespace atria
