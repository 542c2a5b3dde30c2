#pragma once

#include "kernels/data/genotype_block.hpp"
#include "kernels/survival/risk_sets.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace atria::survival {

/// What eight variants give the people, in the order of the risk sets, a person's eight together. Fewer than eight
/// variants are filled up with copies of the first.
struct CoxPanel {
    bool real = false;                ///< the variants have numbers, and not codes
    std::vector<std::uint8_t> calls;  ///< n × 8
    std::vector<double> numbers;      ///< n × 8; NaN = missing
    bool any_missing = false;

    [[nodiscard]] bool missing(std::size_t i, std::size_t lane) const {
        return real ? std::isnan(numbers[i * lanes + lane]) : calls[i * lanes + lane] == missing_call;
    }
    /// Of somebody who has one.
    [[nodiscard]] double value(std::size_t i, std::size_t lane) const {
        return real ? numbers[i * lanes + lane] : calls[i * lanes + lane];
    }
    /// From here on the person has no copies.
    void clear(std::size_t i, std::size_t lane) {
        if (real) {
            numbers[i * lanes + lane] = 0;
        } else {
            calls[i * lanes + lane] = 0;
        }
    }

    /// `people`: of the cohort; `chosen`: at most eight present variants of the block, all with codes or all with
    /// numbers.
    void fill(const RiskSets& sets, std::size_t people, std::span<const GenotypeView> variants,
              std::span<const std::size_t> chosen);

private:
    static constexpr std::size_t lanes = 8;

    void fill_numbers(const RiskSets& sets, std::size_t people, const GenotypeView& variant, std::size_t lane);

    std::vector<double> of_variant_;        // people
    std::vector<std::uint8_t> by_variant_;  // 8 × people
    std::vector<std::uint8_t> by_person_;   // people × 8
};

}  // namespace atria::survival
