#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace atria {

/// Chromosome as the GWAS-SSF code: 1-22, X = 23, Y = 24, MT = 25.
using Chromosome = std::uint8_t;

inline constexpr Chromosome last_autosome = 22;
inline constexpr Chromosome chromosome_x = 23;
inline constexpr Chromosome chromosome_y = 24;
inline constexpr Chromosome chromosome_mt = 25;
inline constexpr Chromosome last_chromosome = chromosome_mt;

/// What the numbers above 24 mean; below they mean the same.
enum class ChromosomeNumbers : std::uint8_t {
    gwas_ssf,  ///< 25 = MT: tables of results, and what people type
    plink,     ///< 25 = XY, the pseudo-autosomal part of X; 26 = MT: files for and of PLINK and REGENIE
};

/// The code of a name: a number, X, Y, MT or M, or XY, PAR1 and PAR2, which are X; in either case, each also with `chr`
/// in front. 0 when it is none of them (unplaced variants, contigs).
[[nodiscard]] Chromosome chromosome_code(std::string_view name, ChromosomeNumbers numbers);

/// "7", "X", "Y", "MT": the names that mean the same wherever they are read.
[[nodiscard]] std::string chromosome_name(Chromosome chromosome);

}  // namespace atria
