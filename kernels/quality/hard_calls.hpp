#pragma once

#include "kernels/data/genotype_block.hpp"

#include <cstddef>
#include <cstdint>

namespace atria::quality {

/// One variant of N people, calls or dosages, as N calls (0, 1, 2, missing_call). A dosage within 0.1 of a whole number
/// of copies is that call, others are missing: PLINK 2's default of --hard-call-threshold.
void hard_calls(const GenotypeView& variant, std::size_t people, std::uint8_t* out);

}  // namespace atria::quality
