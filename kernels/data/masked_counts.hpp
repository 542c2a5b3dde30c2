#pragma once

#include "kernels/data/genotype_block.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace atria {

/// Calls of one variant among the people of a mask. `included`: N bytes 0/1; `mask`: the same as 2-bit fields, 32
/// people a word; `people`: how many are included.
[[nodiscard]] GenotypeCounts masked_counts(const GenotypeView& variant, std::span<const std::uint8_t> included,
                                           std::span<const std::uint64_t> mask, std::uint32_t people);

/// Alleles of the people with a call.
struct AlleleCounts {
    std::uint32_t effect = 0;  ///< copies of the effect allele
    std::uint32_t all = 0;     ///< two a person, one where a person has a single copy of the chromosome
};

/// Alleles among the people of a mask, who have `counts`, the masked counts of the variant.
[[nodiscard]] AlleleCounts allele_counts(const GenotypeView& variant, std::span<const std::uint8_t> included,
                                         std::span<const std::uint64_t> mask, const GenotypeCounts& counts);

/// Calls `visit(person)` for everybody without a call, ascending.
template <class Visit>
void for_each_missing(const GenotypeView& variant, Visit&& visit) {
    if (variant.counts.missing == 0) { return; }
    if (variant.encoding == Encoding::sparse) {
        for (const SparseEntry entry : variant.sparse) {
            if (code_of(entry) == missing_call) { visit(static_cast<std::size_t>(person_of(entry))); }
        }
        return;
    }
    static_assert(std::endian::native == std::endian::little);
    for (std::size_t byte = 0; byte < variant.packed.size(); byte += 8) {
        std::uint64_t calls = 0;
        std::memcpy(&calls, variant.packed.data() + byte, std::min<std::size_t>(8, variant.packed.size() - byte));
        std::uint64_t both = calls & (calls >> 1U) & 0x5555'5555'5555'5555U;
        while (both != 0) {
            visit(4 * byte + static_cast<std::size_t>(std::countr_zero(both)) / 2);
            both &= both - 1;
        }
    }
}

}  // namespace atria
