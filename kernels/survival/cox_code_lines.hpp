#pragma once

#include "kernels/data/genotype_block.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace atria::survival {

/// The codes of up to `most_variants` variants, a person's together: a person has a line of eight words, a word sixteen
/// variants of four bits each, of which the lower two are the 2-bit code. Behind the last person stands a line of
/// zeros: nobody's. 64 bytes a person, and where variants are sparse up to 32 more.
class CoxCodeLines {
public:
    static constexpr std::size_t in_word = 16;
    static constexpr std::size_t most_words = 8;
    static constexpr std::size_t most_variants = in_word * most_words;
    using Line = std::array<std::uint64_t, most_words>;

    /// `chosen`: present variants of the block, with codes. Words behind theirs are left as they are.
    void fill(const GenotypeBlock& genotypes, std::span<const std::size_t> chosen);

    /// Words of a line that are in use.
    [[nodiscard]] std::size_t words() const { return words_; }
    [[nodiscard]] const Line& line(std::size_t person) const { return lines_[person].words; }

private:
    struct alignas(64) Cached {
        Line words;  // not zeroed
    };

    std::size_t words_ = 0;
    std::size_t room_ = 0;
    std::unique_ptr<Cached[]> lines_;   // people + 1
    std::vector<std::uint8_t> packed_;  // the sparse variants
};

}  // namespace atria::survival
