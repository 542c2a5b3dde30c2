#pragma once

#include "kernels/quality/homozygosity.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace atria::pipeline {

/// Kinds of places in the genome, by what a person's calls there tell.
enum class CallKind : std::uint8_t {
    autosome,
    pseudoautosomal,
    x,  ///< outside the pseudo-autosomal regions
    y,
    mt,
};
inline constexpr std::size_t call_kinds = 5;

/// Sums of a cohort's people over variants, a kind each. Kinds that the study has nothing of are empty.
struct PersonSums {
    std::array<quality::PersonCalls, call_kinds> kinds;

    [[nodiscard]] const quality::PersonCalls& of(CallKind kind) const { return kinds[static_cast<std::size_t>(kind)]; }
    void add(const PersonSums& other);
    /// For other ranks.
    void write(std::vector<std::byte>& bytes) const;
    /// Adds what write() gave and moves `bytes` behind it.
    void read(std::span<const std::byte>& bytes);
};

}  // namespace atria::pipeline
