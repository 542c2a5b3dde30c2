#pragma once

#include "io/tables/upper_case.hpp"

#include <algorithm>
#include <string_view>

namespace atria::io {

inline constexpr std::string_view not_placed = "chromosome not placed or not supported";
inline constexpr std::string_view no_position = "position not known";
inline constexpr std::string_view no_allele = "allele not known";
inline constexpr std::string_view one_allele = "both alleles are the same";

/// What stands for an allele that nobody knows.
[[nodiscard]] constexpr bool is_unknown_allele(std::string_view allele) {
    return allele.empty() || allele == "0" || allele == "." || allele == "N" || allele == "n";
}

/// Why two alleles make no variant; empty when they do.
[[nodiscard]] inline std::string_view unusable_alleles(std::string_view first, std::string_view second) {
    if (is_unknown_allele(first) || is_unknown_allele(second)) { return no_allele; }
    return std::ranges::equal(first, second, {}, upper, upper) ? one_allele : std::string_view{};
}

}  // namespace atria::io
