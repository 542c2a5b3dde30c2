#include "kernels/survival/discrete_rows.hpp"

#include <cassert>
#include <numeric>

namespace atria::survival {

std::size_t DiscreteRows::saturated() const {
    std::size_t count = 0;
    for (std::size_t k = 1; k <= intervals; ++k) {
        if (deaths[k] > 0 && survivors[k] == 0) { ++count; }
    }
    return count;
}

bool DiscreteRows::any_informative() const {
    for (std::size_t k = 1; k <= intervals; ++k) {
        if (informative(k)) { return true; }
    }
    return false;
}

void DiscreteRows::index() {
    first.assign(intervals + 2, 0);
    deaths.assign(intervals + 1, 0);
    std::vector<std::int64_t> through(intervals + 1, 0);
    for (std::size_t i = 0; i < rows(); ++i) {
        ++first[hi[i] + 1];
        deaths[hi[i]] += event[i];
        ++through[end(i)];
        --through[lo[i]];
    }
    std::partial_sum(first.begin(), first.end(), first.begin());
    survivors.assign(intervals + 1, 0);
    last.assign(intervals + 1, 0);
    std::int64_t at_risk = 0;
    auto until = static_cast<std::uint32_t>(rows());
    for (std::size_t k = intervals; k >= 1; --k) {
        at_risk += through[k];
        survivors[k] = static_cast<std::uint32_t>(at_risk);
        // Nobody is at risk on both sides of an interval without anybody.
        if (survivors[k] + deaths[k] == 0) { until = first[k]; }
        last[k] = until;
    }
}

DiscreteRows discrete_rows(const RiskSets& sets) {
    assert(sets.weight.empty() && !sets.any_late());
    DiscreteRows rows;
    rows.intervals = sets.event_times();
    rows.lo = sets.lo;
    rows.hi = sets.hi;
    rows.event = sets.event;
    rows.index();
    return rows;
}

DiscreteRows kept_rows(const DiscreteRows& rows, std::span<const std::uint8_t> kept) {
    DiscreteRows answer;
    answer.intervals = rows.intervals;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        if (kept[i] == 0) { continue; }
        answer.lo.push_back(rows.lo[i]);
        answer.hi.push_back(rows.hi[i]);
        answer.event.push_back(rows.event[i]);
        if (!rows.weight.empty()) { answer.weight.push_back(rows.weight[i]); }
    }
    answer.index();
    return answer;
}

}  // namespace atria::survival
