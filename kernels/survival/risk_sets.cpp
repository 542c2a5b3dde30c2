#include "kernels/survival/risk_sets.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

namespace atria::survival {

double on_tick(double time) { return std::round(time / time_tick) * time_tick; }

namespace {

/// The event times of one stratum: rows first + 1 ... first + times.size() of the axis.
struct Stretch {
    std::uint32_t first = 0;
    std::vector<double> times;  ///< ascending, distinct

    [[nodiscard]] std::uint32_t row_of(double time) const {
        return first +
               static_cast<std::uint32_t>(std::upper_bound(times.begin(), times.end(), on_tick(time)) - times.begin());
    }
};

}  // namespace

RiskSets risk_sets(const SurvivalOutcome& outcome, std::span<const std::uint8_t> included) {
    RiskSets sets;
    std::map<double, Stretch> strata;
    const auto stratum = [&outcome](std::size_t i) { return outcome.stratum.empty() ? 0.0 : outcome.stratum[i]; };
    for (std::size_t i = 0; i < included.size(); ++i) {
        if (included[i] == 0) { continue; }
        ++sets.analysed;
        if (outcome.event[i] == 1) {
            ++sets.events;
            strata[stratum(i)].times.push_back(on_tick(outcome.exit[i]));
        }
    }
    sets.times = {std::numeric_limits<double>::quiet_NaN()};
    for (auto& [code, stretch] : strata) {
        std::vector<double>& times = stretch.times;
        std::sort(times.begin(), times.end());
        times.erase(std::unique(times.begin(), times.end()), times.end());
        if (sets.distinct_times > 0) { sets.times.push_back(std::numeric_limits<double>::quiet_NaN()); }
        stretch.first = static_cast<std::uint32_t>(sets.times.size() - 1);
        sets.times.insert(sets.times.end(), times.begin(), times.end());
        sets.distinct_times += times.size();
    }
    const std::size_t count = sets.times.size() - 1;

    std::vector<std::uint32_t> lo(included.size(), 0);
    std::vector<std::uint32_t> hi(included.size(), 0);
    for (std::size_t i = 0; i < included.size(); ++i) {
        if (included[i] == 0) { continue; }
        const auto found = strata.find(stratum(i));
        if (found == strata.end()) { continue; }  // a stratum without events
        const Stretch& stretch = found->second;
        hi[i] = stretch.row_of(outcome.exit[i]);
        lo[i] = outcome.entry.empty() ? stretch.first : stretch.row_of(outcome.entry[i]);
        if (lo[i] < hi[i]) { sets.person.push_back(static_cast<std::uint32_t>(i)); }
    }
    std::sort(sets.person.begin(), sets.person.end(), [&](std::uint32_t a, std::uint32_t b) {
        if (hi[a] != hi[b]) { return hi[a] < hi[b]; }
        if (outcome.event[a] != outcome.event[b]) { return outcome.event[a] > outcome.event[b]; }
        return a < b;
    });

    sets.deaths.assign(count + 1, 0);
    sets.first.assign(count + 2, 0);
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
        if (deaths > 1) { sets.tied_events += deaths; }
    }
    return sets;
}

}  // namespace atria::survival
