#pragma once

#include "io/genotypes/genotype_source.hpp"

#include <array>
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
    std::vector<std::uint32_t> sample_of_person_;
    bool as_in_file_;  ///< the cohort is the whole file in its order
};

}  // namespace atria::io
