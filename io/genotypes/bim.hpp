#pragma once

#include "kernels/data/variant.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

namespace atria::io {

/// Where the variants of each chromosome stand in a .bim file, so that one chromosome can be read without the others.
struct BimIndex {
    struct Range {
        std::uint64_t offset = 0;  ///< of the first line in the file, in bytes
        std::uint64_t row = 0;     ///< of the first line, from 0: the variant's row in the .bed
        std::uint64_t line = 0;    ///< its number, from 1
        std::uint64_t last_row = 0;
        std::uint64_t variants = 0;  ///< usable ones
    };
    std::filesystem::path file;
    std::uint64_t rows = 0;                              ///< all variants of the file
    std::array<Range, last_chromosome + 1> chromosomes;  ///< by code; 0 is not used
};

/// A usable line of a .bim file; the texts live until the next one.
struct BimVariant {
    std::uint64_t row = 0;
    std::uint32_t position = 0;
    std::string_view first_allele;   ///< A1, upper case
    std::string_view second_allele;  ///< A2, upper case
    std::string_view id;
};

/// Is told the id of a variant that cannot be used, and why.
using UnusableVariant = std::function<void(std::string_view id, std::string_view reason)>;

/// Reads a .bim file once. Throws Error(bad_data) naming file, line and column for a line that is not understood.
[[nodiscard]] BimIndex index_bim(const std::filesystem::path& file, const UnusableVariant& unusable);

/// The usable variants of one chromosome, in file order.
void read_bim(const BimIndex& index, Chromosome chromosome, const std::function<void(const BimVariant&)>& take);

}  // namespace atria::io
