#pragma once

#include <cstdint>
#include <string_view>

namespace atria {

/// How one pair of alleles, effect and other, stands to another that names the same site. Upper case.
enum class AlleleMatch : std::uint8_t {
    same,             ///< as they stand
    swapped,          ///< effect and other change places
    flipped,          ///< as they stand, on the other strand
    flipped_swapped,  ///< both
    palindromic,      ///< swapped, but of an A/T or C/G variant: as well the other strand
    different,        ///< other alleles
};

/// Is `b` the single base opposite the single base `a`?
[[nodiscard]] bool is_other_strand(std::string_view a, std::string_view b);

/// `effect` and `other` against those that define the variant. Only single bases are looked for on the other strand.
[[nodiscard]] AlleleMatch match_alleles(std::string_view effect, std::string_view other,
                                        std::string_view defining_effect, std::string_view defining_other);

}  // namespace atria
