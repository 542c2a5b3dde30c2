#pragma once

#include "kernels/data/variant.hpp"
#include "kernels/simulation/study_design.hpp"

#include <cstdint>
#include <vector>

namespace atria::simulation {

/// A variant, and the frequency of its effect allele in the population from which the cohorts drifted apart.
struct Site {
    Variant variant;
    double frequency = 0;
};

/// The variants of a simulated study, in study order; any of them can be asked for by its index, and none is stored.
class VariantSites {
public:
    /// Variants are spread over the chromosomes in proportion to their GRCh38 lengths. Throws Error(usage) when a
    /// chromosome cannot hold its share at distinct positions or is no autosome.
    explicit VariantSites(const StudyDesign& design);

    /// A run [first, first + variants) of the study's list; variants > 0.
    struct Run {
        Chromosome chromosome = 0;
        std::uint32_t first = 0;
        std::uint32_t variants = 0;
        std::uint32_t length = 0;  ///< base pairs
    };
    [[nodiscard]] const std::vector<Run>& chromosomes() const { return runs_; }

    [[nodiscard]] Site site(std::uint32_t index) const;

    /// site(index).frequency, without the rest.
    [[nodiscard]] double frequency(std::uint32_t index) const;

private:
    std::uint64_t seed_;
    Spectrum spectrum_;
    double min_maf_;
    std::vector<Run> runs_;
};

}  // namespace atria::simulation
