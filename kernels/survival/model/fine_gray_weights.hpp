#pragma once

#include "kernels/data/survival_rows.hpp"
#include "kernels/data/ticks.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace atria::survival {

/// G(u) H(u) of one stratum: a step function, constant between its breaks. Factors that are 0 are kept apart, because a
/// weight is a quotient in which they may cancel.
struct FineGrayWeights {
    std::vector<Ticks> breaks;  ///< ascending
    // One a piece; piece k reaches from break k - 1 (not included) up to break k (included).
    std::vector<double> value;                     ///< just before its end
    std::vector<std::uint32_t> everybody_left;     ///< times before it at which all who were at risk were censored
    std::vector<std::uint32_t> everybody_entered;  ///< times before it at which all who were at risk had just entered
    std::vector<std::uint8_t> has_event;           ///< the cause has an event in it
    Ticks end = 0;                                 ///< the last time of the stratum: where the last piece ends

    /// In which piece t lies; pieces include their end.
    [[nodiscard]] std::size_t piece(Ticks t) const {
        return static_cast<std::size_t>(std::lower_bound(breaks.begin(), breaks.end(), t) - breaks.begin());
    }
    [[nodiscard]] Ticks end_of(std::size_t piece) const { return piece < breaks.size() ? breaks[piece] : end; }
};

/// Of each stratum of one cohort: G is the Kaplan-Meier curve of being censored, H that of entering, on the reversed
/// time scale (fine_gray_rows).
[[nodiscard]] std::vector<FineGrayWeights> fine_gray_weights(const SurvivalRows& rows, std::uint32_t cause);

}  // namespace atria::survival
