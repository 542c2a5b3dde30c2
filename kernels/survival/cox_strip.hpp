#pragma once

#include "kernels/survival/risk_sets.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace atria::survival {

/// The first term of an event time with complete calls, where the risk sets are those of the null model.
struct CoxFirstTerm {
    double inverse = 0;  ///< 1 / S0
    double weight = 0;
    std::uint32_t end = 0;  ///< mark (CoxStream)
};

/// A further one of a tied time.
struct CoxFurtherTerm {
    double inverse = 0;
    double weight = 0;
    double share = 0;         ///< of the deaths that has left
    std::uint32_t begin = 0;  ///< mark before the deaths
    std::uint32_t end = 0;    ///< mark behind them
};

/// An event time whose risk set, or deaths, may lack people without a call.
struct CoxEventTime {
    double at_risk = 0;  ///< risk of the null model's risk set
    double dying = 0;    ///< of its deaths
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t deaths = 0;
    std::uint32_t quads = 0;  ///< of the strip, up to its end
};

/// Sixteen variants on their way through a stream: what is at risk, and what the event times have added.
struct CoxStripSums {
    static constexpr std::size_t variants = 16;
    using Numbers = std::array<double, variants>;

    /// Risk at risk of those with code 1, with code 2, and without a call.
    struct alignas(64) AtRisk {
        Numbers het{};
        Numbers hom{};
        Numbers absent{};
    };

    AtRisk at_risk;
    // Cumulants of the copies, over the terms of the event times.
    alignas(64) Numbers mean{};
    alignas(64) Numbers variance{};
    alignas(64) Numbers third{};
    alignas(64) Numbers fourth{};
    // Product over the terms of the risk sets' risk, where calls are missing: mantissa × 2^exponent; positive is 1, or
    // 0 once a factor was not.
    alignas(64) Numbers mantissa = ones();
    alignas(64) Numbers positive = ones();
    alignas(64) std::array<std::int64_t, variants> exponent{};

    /// The product's logarithm.
    [[nodiscard]] double log_product(std::size_t variant) const;

private:
    static constexpr Numbers ones() {
        Numbers numbers{};
        for (double& one : numbers) { one = 1; }
        return numbers;
    }
};

/// A strip of a stream, as sixteen variants see it.
struct CoxStripView {
    std::size_t quads = 0;
    std::size_t stride = 1;  ///< from a quad's word to the next quad's
    // Words: field v of four bits has the quad's people who have code 1, code 2, or no call of variant v.
    const std::uint64_t* het = nullptr;
    const std::uint64_t* hom = nullptr;
    const std::uint64_t* absent = nullptr;  ///< null: calls are complete
    const double* subsets = nullptr;        ///< quads × 16: risk of each subset of a quad's people; 64-byte aligned
    const std::uint8_t* marks = nullptr;    ///< quads
    bool begins_stratum = false;
    Ties ties = Ties::efron;
    // With complete calls.
    std::span<const CoxFirstTerm> first_terms;
    std::span<const CoxFurtherTerm> further_terms;
    // Where some are missing: times of one death, and of several.
    std::span<const CoxEventTime> single;
    std::span<const CoxEventTime> tied;
};

/// Which instructions go through a strip. The sums are the same.
enum class CoxInstructions : std::uint8_t { fastest, common };

/// Goes through a strip; `at_marks` is room for what is at risk at its marks, and one more. Every number of a variant
/// is its own affair, and the same bits come of all instructions. Without case weights.
using GoThroughStrip = void (*)(const CoxStripView& strip, CoxStripSums::AtRisk* at_marks, CoxStripSums& sums);
[[nodiscard]] GoThroughStrip go_through_strip(bool missing, CoxInstructions instructions);

/// By AVX-512; null where the program or the machine has none.
[[nodiscard]] GoThroughStrip go_through_strip_avx512(bool missing);

}  // namespace atria::survival
