#include "kernels/survival/risk_sets.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace atria::survival {

double on_tick(double time) { return std::round(time / time_tick) * time_tick; }

RiskSets risk_sets(const SurvivalOutcome& outcome, std::span<const std::uint8_t> included) {
    RiskSets sets;
    std::vector<double> event_times;
    for (std::size_t i = 0; i < included.size(); ++i) {
        if (included[i] == 0) { continue; }
        ++sets.analysed;
        if (outcome.event[i] == 1) {
            ++sets.events;
            event_times.push_back(on_tick(outcome.exit[i]));
        }
    }
    std::sort(event_times.begin(), event_times.end());
    event_times.erase(std::unique(event_times.begin(), event_times.end()), event_times.end());
    const std::size_t count = event_times.size();
    const auto rank_of = [&event_times](double time) {
        return static_cast<std::uint32_t>(std::upper_bound(event_times.begin(), event_times.end(), on_tick(time)) -
                                          event_times.begin());
    };

    std::vector<std::uint32_t> lo(included.size(), 0);
    std::vector<std::uint32_t> hi(included.size(), 0);
    for (std::size_t i = 0; i < included.size(); ++i) {
        if (included[i] == 0) { continue; }
        hi[i] = rank_of(outcome.exit[i]);
        lo[i] = outcome.entry.empty() ? 0 : rank_of(outcome.entry[i]);
        if (lo[i] < hi[i]) { sets.person.push_back(static_cast<std::uint32_t>(i)); }
    }
    std::sort(sets.person.begin(), sets.person.end(), [&](std::uint32_t a, std::uint32_t b) {
        if (hi[a] != hi[b]) { return hi[a] < hi[b]; }
        if (outcome.event[a] != outcome.event[b]) { return outcome.event[a] > outcome.event[b]; }
        return a < b;
    });

    sets.deaths.assign(count + 1, 0);
    sets.first.assign(count + 2, 0);
    sets.times.assign(count + 1, std::numeric_limits<double>::quiet_NaN());
    std::copy(event_times.begin(), event_times.end(), sets.times.begin() + 1);
    for (const std::uint32_t i : sets.person) {
        sets.lo.push_back(lo[i]);
        sets.hi.push_back(hi[i]);
        const bool event = outcome.event[i] == 1;
        sets.event.push_back(event ? 1 : 0);
        sets.deaths[hi[i]] += event ? 1 : 0;
        ++sets.first[hi[i] + 1];
    }
    std::partial_sum(sets.first.begin(), sets.first.end(), sets.first.begin());
    for (const std::uint32_t deaths : sets.deaths) {
        sets.largest_tie = std::max<std::size_t>(sets.largest_tie, deaths);
    }
    return sets;
}

}  // namespace atria::survival
