#pragma once

#include "kernels/data/genotype_block.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace atria {

/// Calls of one variant, which has codes, among the people of a mask. `included`: N bytes 0/1; `mask`: the same as
/// 2-bit fields, 32 people a word; `people`: how many are included.
[[nodiscard]] GenotypeCounts masked_counts(const GenotypeView& variant, std::span<const std::uint8_t> included,
                                           std::span<const std::uint64_t> mask, std::uint32_t people);

/// Alleles of the people with a call.
struct AlleleCounts {
    std::uint32_t effect = 0;  ///< copies of the effect allele
    std::uint32_t all = 0;     ///< two a person, one where a person has a single copy of the chromosome
};

/// Alleles among the people of a mask, who have `counts`, the masked counts of the variant, which has codes.
[[nodiscard]] AlleleCounts allele_counts(const GenotypeView& variant, std::span<const std::uint8_t> included,
                                         std::span<const std::uint64_t> mask, const GenotypeCounts& counts);

/// What counts tell of a variant among the people of a mask, whether it has codes or real numbers.
struct PredictorCounts {
    // People with codes 1 and 2. Of real numbers those that would have the same Σg and Σg²: het + 2 hom_effect and
    // het + 4 hom_effect. Of dosages exact.
    double het = 0;
    double hom_effect = 0;
    double missing = 0;
    double effect_alleles = 0;  ///< of people with a call; NaN where the numbers are no copies of an allele
    double alleles = 0;
};
[[nodiscard]] PredictorCounts predictor_counts(const GenotypeView& variant, std::span<const std::uint8_t> included,
                                               std::span<const std::uint64_t> mask, std::uint32_t people);

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
    if (variant.encoding == Encoding::dosage) {
        for (std::size_t i = 0; i < variant.dosages.size(); ++i) {
            if (variant.dosages[i] == missing_dosage) { visit(i); }
        }
        return;
    }
    if (variant.encoding == Encoding::sparse_dosage) {
        for (const DosageEntry entry : variant.sparse_dosages) {
            if (dosage_of_entry(entry) == missing_dosage) { visit(static_cast<std::size_t>(person_of_dosage(entry))); }
        }
        return;
    }
    if (variant.encoding == Encoding::real) {
        for (std::size_t i = 0; i < variant.values.size(); ++i) {
            if (std::isnan(variant.values[i])) { visit(i); }
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
