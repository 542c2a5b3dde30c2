#pragma once

#include <cassert>
#include <cmath>
#include <cstdint>

namespace atria {

/// Expected copies of the effect allele in fixed point, as PLINK 2 keeps them: units of 2^-14 of a copy, 0 to 32768. A
/// real number of copies is off by at most 2^-15.
using Dosage = std::uint16_t;

inline constexpr Dosage one_copy = 16384;
inline constexpr Dosage two_copies = 32768;
inline constexpr Dosage missing_dosage = 65535;

/// `dosage` is not missing.
[[nodiscard]] constexpr double copies_of(Dosage dosage) { return dosage * 0x1p-14; }

/// The nearest dosage of 0 to 2 copies; NaN: missing.
[[nodiscard]] inline Dosage dosage_of(double copies) {
    if (std::isnan(copies)) { return missing_dosage; }
    assert(copies >= 0 && copies <= 2);
    return static_cast<Dosage>(std::floor(copies * one_copy + 0.5));
}

/// Is it 0, 1 or 2 copies, or missing?
[[nodiscard]] constexpr bool is_call(Dosage dosage) { return dosage % one_copy == 0 || dosage == missing_dosage; }

/// A dosage in 8 bits: units of 1/127 of a copy, 0 to 254; a real number of copies is off by at most 1/254 + 2^-15.
using SmallDosage = std::uint8_t;

inline constexpr SmallDosage two_small_copies = 254;
inline constexpr SmallDosage missing_small_dosage = 255;

/// The nearest.
[[nodiscard]] constexpr SmallDosage small_dosage(Dosage dosage) {
    if (dosage == missing_dosage) { return missing_small_dosage; }
    return static_cast<SmallDosage>((std::uint32_t{dosage} * two_small_copies + two_copies / 2U) / two_copies);
}
[[nodiscard]] constexpr Dosage dosage_of_small(SmallDosage dosage) {
    if (dosage == missing_small_dosage) { return missing_dosage; }
    return static_cast<Dosage>((std::uint32_t{dosage} * two_copies + two_small_copies / 2U) / two_small_copies);
}

/// An entry of a sparse list: person << 16 | dosage, where the dosage is another than the variant's base.
using DosageEntry = std::uint64_t;
[[nodiscard]] constexpr std::uint32_t person_of_dosage(DosageEntry entry) {
    return static_cast<std::uint32_t>(entry >> 16U);
}
[[nodiscard]] constexpr Dosage dosage_of_entry(DosageEntry entry) { return static_cast<Dosage>(entry & 0xFFFFU); }
[[nodiscard]] constexpr DosageEntry dosage_entry(std::uint32_t person, Dosage dosage) {
    return std::uint64_t{person} << 16U | dosage;
}

}  // namespace atria
