#pragma once

#include "kernels/data/association_row.hpp"
#include "kernels/scan_kernel.hpp"
#include "pipeline/plan/work_plan.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace atria::pipeline {

/// A variant whose pooled p is small in one trait.
struct Hit {
    std::uint64_t trait = 0;          ///< place among the scan's
    std::uint64_t variant = 0;        ///< counted from the study's first
    std::uint64_t in_chromosome = 0;  ///< the same, counted from the chromosome's first
    Chromosome chromosome = 0;
    std::uint32_t position = 0;  ///< 0: not looked up yet
    Estimate estimate;           ///< pooled
};

/// Appends the rows with a pooled estimate whose p is at most `p`.
void add_hits(const PlannedBlock& block, std::span<const ScanRows> rows, double p, std::vector<Hit>& hits);

/// Is `a` the better hit: of smaller p, or, where p are equal, of an earlier variant?
[[nodiscard]] bool better(const Hit& a, const Hit& b);

/// A stretch of a chromosome with hits of one trait.
struct HitLocus {
    Chromosome chromosome = 0;
    std::uint32_t first = 0;  ///< base pairs, both ends within
    std::uint32_t last = 0;
    Hit lead;  ///< the best of its hits
};

/// The loci of one trait's hits, which are in study order: `window` base pairs about each hit, those that overlap put
/// together.
[[nodiscard]] std::vector<HitLocus> loci_of(std::span<const Hit> hits, std::uint32_t window);

}  // namespace atria::pipeline
