#pragma once

#include "kernels/data/chromosome.hpp"

#include <compare>
#include <cstdint>
#include <string>

namespace atria {

/// A biallelic variant. The effect allele is the ALT / PLINK A1 allele: every count and dosage in Atria counts it.
struct Variant {
    Chromosome chromosome = 0;
    std::uint32_t position = 0;  ///< 1-based, on the study's genome build
    std::string effect_allele;
    std::string other_allele;
    std::string id;  ///< as the source names it (often an rsid); not part of the identity

    /// Order of the study: chromosome, position, other allele, effect allele.
    friend std::strong_ordering operator<=>(const Variant& a, const Variant& b) {
        if (const auto order = a.chromosome <=> b.chromosome; order != 0) { return order; }
        if (const auto order = a.position <=> b.position; order != 0) { return order; }
        if (const auto order = a.other_allele <=> b.other_allele; order != 0) { return order; }
        return a.effect_allele <=> b.effect_allele;
    }
    friend bool operator==(const Variant& a, const Variant& b) { return (a <=> b) == 0; }
};

/// A position in the study's variant list: 0 <= value < variants of the study.
enum class VariantIndex : std::uint64_t {};

/// A position in the study's cohort list, which is also the order in which sums are formed.
enum class CohortIndex : std::uint32_t {};

}  // namespace atria
