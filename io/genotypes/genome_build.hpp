#pragma once

#include "kernels/data/chromosome.hpp"

#include <cstdint>
#include <string_view>

namespace atria::io {

/// Length of a chromosome (1-22, X, Y) in base pairs on GRCh37 or GRCh38, by the Genome Reference Consortium; 0 for any
/// other build or chromosome (MT has the same length on both).
[[nodiscard]] std::uint32_t chromosome_length(std::string_view build, Chromosome chromosome);

/// The build on which a chromosome has this length, or empty.
[[nodiscard]] std::string_view build_of_length(Chromosome chromosome, std::uint64_t length);

/// The build that a text like file:///ref/hs37d5.fa.gz or GRCh38.p13 speaks of: by GRCh37, hg19, b37, hs37 or v37, and
/// GRCh38, hg38, b38 or hs38, in either case. Empty when it names none of them, or both.
[[nodiscard]] std::string_view build_in_words(std::string_view text);

}  // namespace atria::io
