#pragma once

#include "kernels/data/genotype_block.hpp"
#include "kernels/survival/risk_sets.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace atria::survival {

/// Calls of eight variants in the order of the risk sets: n × 8 bytes, a person's eight together. Fewer than eight
/// variants are filled up with copies of the first.
struct CoxPanel {
    std::vector<std::uint8_t> calls;
    bool any_missing = false;

    /// `people`: of the cohort; `chosen`: at most eight present variants of the block.
    void fill(const RiskSets& sets, std::size_t people, std::span<const GenotypeView> variants,
              std::span<const std::size_t> chosen);

private:
    std::vector<std::uint8_t> by_variant_;  // 8 × people
    std::vector<std::uint8_t> by_person_;   // people × 8
};

}  // namespace atria::survival
