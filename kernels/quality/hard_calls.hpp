#pragma once

#include "kernels/data/genotype_block.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace atria::quality {

/// One variant of N people, calls or dosages, as N calls (0, 1, 2, missing_call). A dosage within 0.1 of a whole number
/// of copies is that call, others are missing: PLINK 2's default of --hard-call-threshold.
void hard_calls(const GenotypeView& variant, std::size_t people, std::uint8_t* out);

/// Copies of the effect allele, and all alleles, in hard calls.
struct CalledAlleles {
    double effect = 0;
    double all = 0;
};
/// Among the people of a mask (N bytes 0/1). `copies`: of the chromosome, N times 2, 1 or 0; empty: two in everybody.
/// Heterozygous calls of single copies do not count.
[[nodiscard]] CalledAlleles called_alleles(const GenotypeView& variant, std::span<const std::uint8_t> included,
                                           std::span<const std::uint8_t> copies);

}  // namespace atria::quality
