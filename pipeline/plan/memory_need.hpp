#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace atria::pipeline {

/// What decides how much memory a rank of a scan needs.
struct ScanShape {
    std::vector<std::uint64_t> people;            ///< of each cohort with genotypes
    std::vector<std::uint64_t> dosage_people;     ///< of each cohort that has dosages of some variants
    std::vector<std::uint64_t> predictor_people;  ///< of each cohort with features, where these are scanned
    std::uint64_t traits = 1;
    std::uint64_t binary_traits = 0;   ///< of them
    std::uint64_t covariates = 0;      ///< columns, categorical ones expanded
    std::uint64_t block_variants = 1;  ///< variants in a block
    std::uint64_t threads = 1;
    std::uint64_t blocks_in_flight = 2;  ///< a thread: one being computed, one whose rows wait for those before it
    bool recoded = false;                ///< genotypes are recoded: the blocks being computed are held three times
    bool survival = false;               ///< a Cox scan, which also holds the risk sets
    bool robust = false;                 ///< linear models with HC3, which remember the fits of the first round
    std::uint64_t kernel_block = 0;      ///< bytes of a block by the prepared kernel; 0: not known, a bound is taken
};

/// Memory of a rank [bytes], by what holds it. Every term is an upper bound; none grows with the number of variants.
struct MemoryNeed {
    std::uint64_t program = 0;    ///< code, libraries, MPI, HDF5 caches
    std::uint64_t records = 0;    ///< people × columns: as read, and as the kernel keeps them
    std::uint64_t genotypes = 0;  ///< blocks in flight: 2 bits or a dosage a person and variant, and the views on them
    std::uint64_t sums = 0;       ///< contributions and scratch of the blocks that are being computed
    std::uint64_t rows = 0;       ///< finished rows on their way to the part file and to the tables

    [[nodiscard]] std::uint64_t total() const { return program + records + genotypes + sums + rows; }
};

// clang-format off
/// With K covariates and C cohorts:
/// program   = 40 MiB
/// records   = Σ people × (24 (traits + K + 3) + 16 traits (K + 2)), for binary traits 24 binary (K + 2) more,
///             for Cox Σ people × traits × (64 + 42 K) more, which also holds what --refine-p needs
/// genotypes = threads × in flight × block × Σ (people / 4 + 97),
///             recoded: threads × block × Σ (2 × (people / 4 + 1) + 512) more;
///             cohorts with dosages: threads × in flight × block × 2 × people more, as if all variants had some,
///             recoded threads × block × 10 × people more
///             features: (threads × in flight + threads) × block × 8 × people more
/// sums      = threads × what the kernel says of a block; before there is one, threads × block × 8 ×
///             quantitative: (10 + 3 K + K (K + 1) / 2) C a trait, as if no two were measured in the same people, and
///                           robust 4 C + (K + 2)² + 16 more
///             binary:       (14 + 2 (K + 2) + (K + 2)(K + 3) / 2) C + (C + K + 7)² + 20 (C + 8) a trait, and
///                           a sixteenth of the largest cohort
///             Cox:          (29 + 3 K + K (K + 1) / 2) C + 2 (K + 3)² + 20 (C + 8) a trait;
///             for Cox threads × (160 × largest cohort + 400 × its event times, taken as its people or 50,000,
///             + 24 (K + 2) × largest cohort) more;
///             dosages or features threads × 240 × the largest cohort with some, in which eight variants are decoded at a time;
///             and a tenth of it all, which the allocator does not give back
/// rows      = block × traits × ((threads × in flight + 32) × (256 + 176 C) + 20 × 300 (C + 1) of text)
// clang-format on
[[nodiscard]] MemoryNeed memory_need(const ScanShape& shape);

}  // namespace atria::pipeline
