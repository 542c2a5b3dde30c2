#pragma once

#include "kernels/simulation/study_design.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace atria::simulation {

/// The frequency of a variant's effect allele in one cohort, drifted from the frequency `ancestral` by the
/// Balding-Nichols model: Beta(p (1 - F) / F, (1 - p) (1 - F) / F), of mean p and variance F p (1 - p). May be 0 or 1.
[[nodiscard]] double cohort_frequency(const StudyDesign& design, std::uint32_t cohort, std::uint32_t variant,
                                      double ancestral);

/// Draws the calls of one variant for the N = `people` of one cohort, in Hardy-Weinberg proportions at the cohort's
/// frequency, each call missing with probability design.missing_genotypes. Fills `codes`, ceil(N / 4) bytes, in the
/// packed form of genotype_block.hpp.
void draw_genotypes(const StudyDesign& design, std::uint32_t cohort, std::uint32_t variant, double frequency,
                    std::size_t people, std::span<std::uint8_t> codes);

}  // namespace atria::simulation
