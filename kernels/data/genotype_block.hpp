#pragma once

#include "kernels/data/dosage.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace atria {

/// How one variant of one cohort is stored.
enum class Encoding : std::uint8_t {
    packed = 0,         ///< 2 bits a person
    sparse = 1,         ///< a list of the people whose call is not the common homozygote
    dosage = 2,         ///< a dosage a person
    sparse_dosage = 3,  ///< a list of the people whose dosage is not the common homozygote's
    real = 4,           ///< a real number a person; in memory only
};

/// 2-bit code of a hard call: copies of the effect allele, or `missing_call`.
/// In packed form person i sits in bits 2(i%4) and 2(i%4)+1 of byte i/4; the bits behind the last person are 0.
inline constexpr std::uint8_t missing_call = 3;

/// An entry of a sparse list: person << 2 | code, where code is a call other than the variant's base, or missing_call.
using SparseEntry = std::uint32_t;
[[nodiscard]] constexpr std::uint32_t person_of(SparseEntry entry) { return entry >> 2U; }
[[nodiscard]] constexpr std::uint8_t code_of(SparseEntry entry) { return static_cast<std::uint8_t>(entry & 3U); }
[[nodiscard]] constexpr SparseEntry sparse_entry(std::uint32_t person, std::uint8_t code) {
    return person << 2U | code;
}

/// How many people of the cohort carry each call.
struct GenotypeCounts {
    std::uint32_t hom_other = 0;
    std::uint32_t het = 0;
    std::uint32_t hom_effect = 0;
    std::uint32_t missing = 0;

    friend bool operator==(const GenotypeCounts&, const GenotypeCounts&) = default;
};

struct AlleleCalls;

/// One variant in one cohort of N people, as calls or as real numbers. Views into the block that owns the bytes.
struct GenotypeView {
    bool present = false;  ///< false: the cohort does not have this variant, and nothing below is set
    Encoding encoding = Encoding::packed;
    std::uint8_t base = 0;  ///< sparse only: the code or copies of everybody who is not listed; stored: 0 or 2
    std::span<const std::uint8_t> packed;         ///< packed only: ceil(N / 4) bytes
    std::span<const SparseEntry> sparse;          ///< sparse only: ascending by person
    std::span<const Dosage> dosages;              ///< dosage only: N
    std::span<const DosageEntry> sparse_dosages;  ///< sparse_dosage only: ascending by person
    std::span<const double> values;               ///< real only: N, NaN = missing
    GenotypeCounts counts;                        ///< of the codes; of real numbers only `missing` is set
    /// Imputation quality of the cohort's dosages, about 0 to 1; NaN: none is known.
    double info = std::numeric_limits<double>::quiet_NaN();
    /// Where alleles are counted when the codes are not the copies out of two in everybody; null: the codes tell.
    const AlleleCalls* alleles = nullptr;
    std::uint8_t largest = 2;  ///< the largest code that a person with a call may have
};

/// Does a variant give a person a real number, and not one of a few codes?
[[nodiscard]] inline bool is_real(const GenotypeView& variant) { return variant.encoding >= Encoding::dosage; }

/// What the codes of a recoded variant stand for (genotype_recoding.hpp). Missing is the same in both.
struct AlleleCalls {
    GenotypeView calls;                    ///< copies of the effect allele, or dosages; 2 for a single copy that has it
    std::span<const std::uint8_t> single;  ///< N: 1 = has a single copy of the chromosome; empty: nobody
    std::span<const std::uint64_t> single_fields;  ///< the same as 2-bit fields, 32 people a word
};

/// The calls of one cohort (N people) for a run of consecutive study variants (M of them).
struct GenotypeBlock {
    std::size_t people = 0;              ///< N
    std::vector<GenotypeView> variants;  ///< M, in study order
    std::shared_ptr<const void> bytes;   ///< keeps alive what the views point into
};

}  // namespace atria
