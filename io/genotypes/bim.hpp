#pragma once

#include "io/genotypes/genotype_source.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace atria::io {

/// A usable line of a .bim file; the texts live until the next one.
struct BimVariant {
    std::uint64_t row = 0;  ///< from 0, of all lines: the variant's row in the .bed
    Chromosome chromosome = 0;
    std::uint32_t position = 0;
    std::string_view first_allele;   ///< A1, upper case
    std::string_view second_allele;  ///< A2, upper case
    std::string_view id;
};

/// Reads a .bim file once, in its order; the number of its variants, usable or not. Throws Error(bad_data) naming file,
/// line and column for a line that is not understood. `open_end`: a warning where the last line has no end, see
/// TextLines; its last allele may be cut short.
[[nodiscard]] std::uint64_t read_bim(const std::filesystem::path& file,
                                     const std::function<void(const BimVariant&)>& take,
                                     const UnusableVariant& unusable, std::string* open_end = nullptr);

}  // namespace atria::io
