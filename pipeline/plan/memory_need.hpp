#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace atria::pipeline {

/// What decides how much memory a rank of a scan needs.
struct ScanShape {
    std::vector<std::uint64_t> people;  ///< of each cohort with genotypes
    std::uint64_t traits = 1;
    std::uint64_t covariates = 0;      ///< columns, categorical ones expanded
    std::uint64_t block_variants = 1;  ///< variants in a block
    std::uint64_t threads = 1;
    std::uint64_t blocks_in_flight = 4;  ///< a thread: one being computed, one read ahead
    bool recoded = false;                ///< genotypes are recoded: the blocks being computed are held three times
    bool survival = false;               ///< a Cox scan, which also holds the risk sets
};

/// Memory of a rank [bytes], by what holds it. Every term is an upper bound; none grows with the number of variants.
struct MemoryNeed {
    std::uint64_t program = 0;    ///< code, libraries, MPI, HDF5 caches
    std::uint64_t records = 0;    ///< people × columns: as read, and as the kernel keeps them
    std::uint64_t genotypes = 0;  ///< blocks in flight: 2 bits a person and variant, and the views on them
    std::uint64_t sums = 0;       ///< contributions and scratch of the blocks that are being computed
    std::uint64_t rows = 0;       ///< finished rows on their way to the part file and to the tables

    [[nodiscard]] std::uint64_t total() const { return program + records + genotypes + sums + rows; }
};

// clang-format off
/// program   = 96 MiB
/// records   = Σ people × (24 (traits + covariates + 3) + 16 traits (covariates + 2)),
///             for Cox Σ people × traits × (64 + 42 covariates) more, which also holds what --refine-p needs
/// genotypes = threads × in flight × block × Σ (people / 4 + 97),
///             recoded: threads × block × Σ (2 × (people / 4 + 1) + 512) more
/// sums      = threads × block × cohorts × 8 (4 + (traits + covariates + 2)²),
///             for Cox threads × (160 × largest cohort + 400 × its event times, taken as its people or 50,000) more
/// rows      = (threads × in flight + 32) × block × traits × (192 + 112 cohorts + 400 (cohorts + 1) of text)
// clang-format on
[[nodiscard]] MemoryNeed memory_need(const ScanShape& shape);

}  // namespace atria::pipeline
