#pragma once

#include "kernels/quality/frequency_outliers.hpp"

#include <cstdint>

namespace atria::quality {

/// Is the allele that two samples of an A/T or C/G variant name alike the same one, or does one of them name the other
/// strand?
enum class StrandVerdict : std::uint8_t {
    as_named,   ///< the same
    turned,     ///< the other one: one of them names the other strand
    no_calls,   ///< not to be told, as in all below: nobody has a call in one of them
    near_half,  ///< the two alleles are about as frequent
    unlike,     ///< the frequencies differ either way
    too_few,    ///< chance could turn one into the other
};

/// What it takes to tell.
struct StrandLimits {
    double max_maf = 0.4;         ///< from this frequency of the rarer allele on, in either sample, nothing is told
    double max_difference = 0.2;  ///< between the frequencies the way round that is taken
    double neg_log10_p = 6;       ///< the other way round is rejected by Pearson's chi-square (1 df) at this p or less
};

/// Judges by the frequency of the allele in each sample. Populations differ, so that the side of one half decides, at a
/// distance from it; samples are small, so that the way round that is not taken must be rejected beyond chance.
[[nodiscard]] StrandVerdict strand_by_frequency(const AlleleSample& known, const AlleleSample& other,
                                                const StrandLimits& limits);

}  // namespace atria::quality
