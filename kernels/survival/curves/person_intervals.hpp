#pragma once

#include "kernels/data/survival_rows.hpp"

#include <cstdint>
#include <vector>

namespace atria::survival {

/// A stretch of time (entry, exit] in which a person is at risk in one group and stratum with one weight.
struct PersonInterval {
    Ticks entry = SurvivalRows::before_all_times;
    Ticks exit = 0;
    std::uint32_t event = 0;  ///< 0 = none, otherwise the cause
    bool censored = false;    ///< no event, and the person is not seen on from here in the same group
    bool entered = false;     ///< entry is the beginning of being at risk in this group, not a change of weight
    std::uint32_t group = 0;
    std::uint32_t stratum = 0;
    std::uint32_t person = 0;   ///< the row's number where rows name no people
    std::uint32_t cluster = 0;  ///< likewise, the person's number where rows name no clusters
    double weight = 1;
};

enum class Strata : std::uint8_t {
    together,  ///< all intervals get stratum 0
    apart,
};

/// The intervals of the rows, where rows of one person that follow each other without a gap and without an event, in
/// the same group and stratum and with the same weight, are joined. Sorted by stratum, group, exit and then all other
/// members but the person's number, so that the order of the rows leaves no trace in sums over them.
[[nodiscard]] std::vector<PersonInterval> person_intervals(const SurvivalRows& rows, Strata strata);

}  // namespace atria::survival
