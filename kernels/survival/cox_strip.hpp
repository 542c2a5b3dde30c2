#pragma once

#include "kernels/survival/cox_stream.hpp"
#include "kernels/survival/risk_sets.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace atria::survival {

/// One term of an event time with complete calls, where the risk sets are those of the null model.
struct CoxEventTerm {
    double inverse;  ///< 1 / S0
    double weight;
    double share;  ///< of the deaths that has left
};

/// Risk of a risk set of the null model, and of the deaths.
struct CoxEventRisk {
    double at_risk;
    double dying;
};

/// Sixteen variants on their way through a stream: what is at risk, and what the event times have added.
struct CoxStripSums {
    static constexpr std::size_t variants = 16;
    using Numbers = std::array<double, variants>;

    // Risk at risk of those with code 1, with code 2, and without a call.
    alignas(64) Numbers het{};
    alignas(64) Numbers hom{};
    alignas(64) Numbers absent{};
    // The same of the deaths of a tied time; deaths without a call.
    alignas(64) Numbers dying_het{};
    alignas(64) Numbers dying_hom{};
    alignas(64) Numbers dying_absent{};
    alignas(64) Numbers deaths_absent{};
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
    std::span<const CoxStream::Piece> pieces;
    // A word a quad, `stride` apart: field v of four bits has the quad's people who have code 1, code 2, or no call of
    // variant v.
    const std::uint64_t* het = nullptr;
    const std::uint64_t* hom = nullptr;
    const std::uint64_t* absent = nullptr;  ///< null: calls are complete
    std::size_t stride = 1;
    const double* subsets = nullptr;      ///< quads × 16: risk of each subset of a quad's people; 64-byte aligned
    const CoxEventTerm* terms = nullptr;  ///< from the strip's first event time on, where calls are complete
    const CoxEventRisk* risks = nullptr;  ///< the same where they are not
    Ties ties = Ties::efron;
};

/// Which instructions go through a strip. The sums are the same.
enum class CoxInstructions : std::uint8_t { fastest, common };

/// Goes through a strip: every number of a variant is its own affair, and the same bits come of all instructions.
/// Without case weights.
using GoThroughStrip = void (*)(const CoxStripView& strip, CoxStripSums& sums);
[[nodiscard]] GoThroughStrip go_through_strip(bool missing, CoxInstructions instructions);

/// By AVX-512; null where the program or the machine has none.
[[nodiscard]] GoThroughStrip go_through_strip_avx512(bool missing);

}  // namespace atria::survival
