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
    std::uint64_t blocks_in_flight = 2;  ///< a thread: one being computed, one read ahead
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

/// program   = 96 MiB
/// records   = Σ people × (16 (traits + covariates + 3) + 16 (traits + covariates + 1)), for Cox 24 more a person and
/// trait genotypes = threads × in flight × block × Σ (people / 4 + 1 + 96) sums      = threads × block × cohorts × 8 (4
/// + (traits + covariates + 2)²) rows      = (threads × in flight + 32) × block × traits × (192 + 112 cohorts), and
/// text of 400 bytes a row
[[nodiscard]] MemoryNeed memory_need(const ScanShape& shape);

}  // namespace atria::pipeline
