#pragma once

#include "io/genotypes/genotype_source.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace atria::io {

/// Turns rows of a .bed file into packed calls of a cohort's people: PLINK's code into copies of the effect allele, the
/// file's people into the cohort's, in the cohort's order.
class BedRecoder {
public:
    /// `sample_of_person`: N places in the file's .fam, or no_sample, whose calls are missing. `samples`: people of the
    /// file.
    BedRecoder(std::vector<std::uint32_t> sample_of_person, std::size_t samples);

    /// `row`: ceil(samples / 4) bytes; `codes`: ceil(N / 4) bytes, see genotype_block.hpp. `turned`: the effect allele
    /// is A2, not A1.
    void recode(std::span<const std::uint8_t> row, bool turned, std::span<std::uint8_t> codes) const;

private:
    /// The people of 32 neighbours in the file, of whom somebody belongs to the cohort.
    struct Neighbours {
        std::uint32_t word;    ///< of 64 bits, from the row's first
        std::uint64_t chosen;  ///< both bits of each person
    };

    void take_neighbours(std::span<const std::uint8_t> row, std::span<std::uint8_t> codes) const;

    std::vector<std::uint32_t> sample_of_person_;
    std::size_t samples_;
    bool ascending_ = true;  ///< everybody is in the file, in its order: `neighbours_` tell whom to take
    std::vector<Neighbours> neighbours_;
};

}  // namespace atria::io
