#pragma once

#include "kernels/math/cache_aligned.hpp"
#include "kernels/survival/cox_code_lines.hpp"
#include "kernels/survival/cox_stream.hpp"
#include "kernels/survival/cox_strip.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace atria::survival {

/// Cumulants of many variants with codes over the risk sets of a null model, in one pass through the people as time
/// goes back (CoxStream). Four people are looked up at once: of the subset of them who have a code, the risk stands in
/// a table of sixteen. Not for risk sets with late rows or case weights.
class CoxCodePass {
public:
    [[nodiscard]] static bool suits(const RiskSets& sets) { return !sets.any_late() && sets.weight.empty(); }

    /// `risk`: n; `risk_sums`: D + 1, risk of the risk set and of the deaths; `people`: of the cohort.
    CoxCodePass(const RiskSets& sets, Ties ties, std::span<const double> risk,
                std::span<const std::pair<double, double>> risk_sums, std::size_t people);

    /// Kept from pass to pass.
    struct Buffers {
        // Quads of a strip; a field of a word has a bit for each of the quad's people.
        math::CacheAlignedVector<CoxCodeLines::Line> het;
        math::CacheAlignedVector<CoxCodeLines::Line> hom;
        math::CacheAlignedVector<CoxCodeLines::Line> absent;
        math::CacheAlignedVector<double> subsets;    // quads of a strip × 16
        std::vector<CoxStripSums::AtRisk> at_marks;  // of a strip, and one more
        std::vector<CoxStripSums> sums;              // words
    };

    /// Leaves the sums of the lines' variants in the buffers, a word's sixteen together. `missing`: some of them lack
    /// calls; those without are taken out of the risk sets.
    void run(const CoxCodeLines& lines, bool missing, Buffers& buffers,
             CoxInstructions instructions = CoxInstructions::fastest) const;

    [[nodiscard]] std::size_t bytes() const;

private:
    /// Where those of a strip begin.
    struct Terms {
        std::size_t first = 0;
        std::size_t further = 0;
        std::size_t single = 0;
        std::size_t tied = 0;
    };

    void add_terms(const CoxStream::Time& time, const RiskSets& sets, std::pair<double, double> risk_sums);

    Ties ties_;
    CoxStream stream_;
    std::vector<Terms> of_strips_;
    // All from the last event time to the first.
    std::vector<CoxFirstTerm> first_terms_;
    std::vector<CoxFurtherTerm> further_terms_;
    std::vector<CoxEventTime> single_;
    std::vector<CoxEventTime> tied_;
};

}  // namespace atria::survival
