#pragma once

#include "kernels/data/genetic_model.hpp"
#include "kernels/data/genotype_block.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace atria {

/// How many copies of a chromosome the people of a cohort have.
struct ChromosomeCopies {
    /// `copies`: N people, each 2, 1, or 0 for those who have none or of whom it is not known.
    explicit ChromosomeCopies(std::span<const std::uint8_t> copies);

    std::vector<std::uint8_t> single;          ///< N: 1 = one copy
    std::vector<std::uint64_t> single_fields;  ///< the same as 2-bit fields
    std::vector<std::uint8_t> two;             ///< N: 1 = two copies
    std::vector<std::uint64_t> two_fields;
    std::vector<std::uint32_t> none;  ///< people without a copy, ascending
    std::uint32_t singles = 0;
    std::uint32_t twos = 0;
};

/// What becomes of one variant's calls.
struct VariantCoding {
    const ChromosomeCopies* copies = nullptr;  ///< null: everybody has two; it must outlive the recoded block
    GeneticModel model = GeneticModel::additive;
    /// Additive: the code of a single copy that has the effect allele, 2 or 1. Dominant and recessive: it is 1.
    std::uint8_t single_copy_code = 2;
};

/// Calls that were set missing, in people.
struct RecodingCounts {
    std::uint64_t heterozygous_singles = 0;  ///< heterozygous calls of a single copy
    std::uint64_t without_copy = 0;          ///< calls of people without a copy

    void add(const RecodingCounts& other) {
        heterozygous_singles += other.heterozygous_singles;
        without_copy += other.without_copy;
    }
};

/// The block with each variant in its coding (one a variant); views of variants that keep theirs point into the old
/// block's bytes, which the new one keeps alive. Heterozygous calls of a single copy and all calls of people without
/// one become missing.
///
/// A dosage d of two copies becomes min(d, 1) in the dominant and max(d - 1, 0) in the recessive model, that of a
/// single copy, 0 to 2, itself or half of it where a call would become 2 or 1. Real numbers that are no dosages stay as
/// they are.
[[nodiscard]] GenotypeBlock recoded(const GenotypeBlock& block, std::span<const VariantCoding> codings,
                                    RecodingCounts& set_missing);

}  // namespace atria
