#pragma once

#include "kernels/data/genotype_block.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace atria {

/// A few people of a cohort, ascending, and the genotypes of just them.
class PeopleSubset {
public:
    explicit PeopleSubset(std::vector<std::uint32_t> people);

    [[nodiscard]] std::size_t size() const { return people_.size(); }
    [[nodiscard]] std::span<const std::uint32_t> people() const { return people_; }
    [[nodiscard]] std::span<const std::uint8_t> everybody() const { return all_; }  ///< size() times 1
    [[nodiscard]] std::size_t bytes() const { return people_.size() * 5 + mask_.size() * 8; }

    /// The calls of these people as a block of size() people, in the encodings that the cohort has, which are those of
    /// codes. The counts are
    /// theirs; alleles of recoded variants (GenotypeView::alleles) are left out.
    [[nodiscard]] GenotypeBlock of(const GenotypeBlock& cohort) const;

private:
    std::vector<std::uint32_t> people_;
    std::vector<std::uint8_t> all_;
    std::vector<std::uint64_t> mask_;  // the same as 2-bit fields
};

}  // namespace atria
