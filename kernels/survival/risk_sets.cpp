#include "kernels/survival/risk_sets.hpp"

#include "kernels/data/survival_rows.hpp"
#include "kernels/data/ticks.hpp"
#include "kernels/survival/model/fine_gray_weights.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
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

/// A person at risk in (lo, hi] of an axis.
struct Row {
    std::uint32_t person;
    std::uint32_t lo;
    std::uint32_t hi;
    bool event;
    double factor;  // of the weight
};

/// The analysed people as the weights of Fine and Gray see them; strata by their place in the map.
SurvivalRows rows_of(const SurvivalOutcome& outcome, std::span<const std::uint8_t> included,
                     const std::map<double, Stretch>& strata) {
    SurvivalRows rows;
    rows.strata = static_cast<std::uint32_t>(strata.size());
    for (std::size_t i = 0; i < included.size(); ++i) {
        if (included[i] == 0) { continue; }
        const auto found = strata.find(outcome.stratum.empty() ? 0.0 : outcome.stratum[i]);
        if (found == strata.end()) { continue; }
        rows.stratum.push_back(static_cast<std::uint32_t>(std::distance(strata.begin(), found)));
        if (!outcome.entry.empty()) { rows.entry.push_back(ticks_of(on_tick(outcome.entry[i]))); }
        rows.exit.push_back(ticks_of(on_tick(outcome.exit[i])));
        rows.event.push_back(static_cast<std::uint32_t>(outcome.event[i]));
    }
    return rows;
}

/// Adds the rows of those who stay at risk after an event of another cause.
void add_late(const SurvivalOutcome& outcome, std::span<const std::uint8_t> included,
              const std::map<double, Stretch>& strata, std::vector<Row>& rows, RiskSets& sets) {
    const std::vector<FineGrayWeights> weights = fine_gray_weights(rows_of(outcome, included, strata), 1);
    sets.late_share.assign(sets.times.size(), 0);
    std::vector<std::size_t> piece_at(sets.times.size(), 0);
    std::size_t place = 0;
    for (const auto& [code, stretch] : strata) {
        for (std::size_t k = 1; k <= stretch.times.size(); ++k) {
            const std::size_t row = stretch.first + k;
            piece_at[row] = weights[place].piece(ticks_of(sets.times[row]));
            sets.late_share[row] = weights[place].value[piece_at[row]];
        }
        ++place;
    }
    const auto late = static_cast<std::uint32_t>(sets.late_rows());
    for (std::size_t i = 0; i < included.size(); ++i) {
        if (included[i] == 0 || outcome.event[i] != 2) { continue; }
        const auto found = strata.find(outcome.stratum.empty() ? 0.0 : outcome.stratum[i]);
        if (found == strata.end()) { continue; }
        const FineGrayWeights& seen = weights[static_cast<std::size_t>(std::distance(strata.begin(), found))];
        const std::size_t own = seen.piece(ticks_of(on_tick(outcome.exit[i])));
        const auto left = [&](std::size_t row) { return seen.everybody_left[piece_at[row]]; };
        const auto entered = [&](std::size_t row) { return seen.everybody_entered[piece_at[row]]; };
        // The weight is 0 once everybody has been censored, and has no value once everybody had just entered.
        const std::uint32_t lo = found->second.row_of(outcome.exit[i]);
        std::uint32_t hi = found->second.first + static_cast<std::uint32_t>(found->second.times.size());
        bool lost = false;
        for (; hi > lo; --hi) {
            const bool no_value = entered(hi) > seen.everybody_entered[own];
            lost = lost || no_value;
            if (!no_value && left(hi) == seen.everybody_left[own]) { break; }
        }
        sets.without_weight += lost ? 1 : 0;
        if (lo < hi) {
            rows.push_back({static_cast<std::uint32_t>(i), late + lo, late + hi, false, 1 / seen.value[own]});
        }
    }
}

/// The sorted rows.
void list(const SurvivalOutcome& outcome, std::span<const Row> rows, RiskSets& sets) {
    const bool weighted = !outcome.weight.empty();
    if (weighted) { sets.death_weight.assign(sets.deaths.size(), 0); }
    sets.first.assign(sets.rows() + 1, 0);
    for (const Row& row : rows) {
        sets.person.push_back(row.person);
        sets.lo.push_back(row.lo);
        sets.hi.push_back(row.hi);
        sets.event.push_back(row.event ? 1 : 0);
        const double weight = weighted ? outcome.weight[row.person] : 1.0;
        if (weighted || sets.any_late()) { sets.weight.push_back(weight * row.factor); }
        if (row.event) { ++sets.deaths[row.hi]; }
        if (row.event && weighted) { sets.death_weight[row.hi] += weight; }
        ++sets.first[row.hi + 1];
    }
    std::partial_sum(sets.first.begin(), sets.first.end(), sets.first.begin());
}

}  // namespace

RiskSets risk_sets(const SurvivalOutcome& outcome, std::span<const std::uint8_t> included) {
    RiskSets sets;
    std::map<double, Stretch> strata;
    const auto stratum = [&outcome](std::size_t i) { return outcome.stratum.empty() ? 0.0 : outcome.stratum[i]; };
    for (std::size_t i = 0; i < included.size(); ++i) {
        if (included[i] == 0) { continue; }
        ++sets.analysed;
        if (outcome.event[i] == 2) { ++sets.competing; }
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

    std::vector<Row> rows;
    for (std::size_t i = 0; i < included.size(); ++i) {
        if (included[i] == 0) { continue; }
        const auto found = strata.find(stratum(i));
        if (found == strata.end()) { continue; }  // a stratum without events
        const Stretch& stretch = found->second;
        const std::uint32_t hi = stretch.row_of(outcome.exit[i]);
        const std::uint32_t lo = outcome.entry.empty() ? stretch.first : stretch.row_of(outcome.entry[i]);
        if (lo < hi) { rows.push_back({static_cast<std::uint32_t>(i), lo, hi, outcome.event[i] == 1, 1}); }
    }
    sets.deaths.assign(count + 1, 0);
    if (sets.competing > 0) { add_late(outcome, included, strata, rows, sets); }
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        if (a.hi != b.hi) { return a.hi < b.hi; }
        if (a.event != b.event) { return a.event; }
        return a.person < b.person;
    });
    list(outcome, rows, sets);
    for (const std::uint32_t deaths : sets.deaths) {
        sets.largest_tie = std::max<std::size_t>(sets.largest_tie, deaths);
        if (deaths > 1) { sets.tied_events += deaths; }
    }
    return sets;
}

}  // namespace atria::survival
