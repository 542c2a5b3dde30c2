#include "kernels/survival/curves/event_times.hpp"

#include "kernels/survival/curves/risk_table.hpp"

#include <algorithm>

namespace atria::survival {
namespace {

EventTimes of_stratum(const RiskTables& tables, std::uint32_t causes, bool by_weight) {
    EventTimes sets;
    for (const RiskTable& table : tables.group) {
        for (std::size_t t = 0; t < table.time.size(); ++t) {
            if (table.people.events_at(t) > 0) { sets.time.push_back(table.time[t]); }
        }
    }
    std::sort(sets.time.begin(), sets.time.end());
    sets.time.erase(std::unique(sets.time.begin(), sets.time.end()), sets.time.end());

    const auto groups = static_cast<Eigen::Index>(tables.group.size());
    const auto times = static_cast<Eigen::Index>(sets.time.size());
    sets.at_risk = Eigen::MatrixXd::Zero(groups, times);
    sets.events.assign(causes, sets.at_risk);
    for (Eigen::Index k = 0; k < groups; ++k) {
        const RiskTable& table = tables.group[static_cast<std::size_t>(k)];
        const RiskCounts& counts = by_weight ? table.weight : table.people;
        std::size_t t = 0;
        for (Eigen::Index i = 0; i < times; ++i) {
            const Ticks time = sets.time[static_cast<std::size_t>(i)];
            while (t < table.time.size() && table.time[t] < time) { ++t; }
            if (t == table.time.size()) { break; }
            sets.at_risk(k, i) = counts.at_risk[t];
            if (table.time[t] != time) { continue; }
            for (std::uint32_t c = 0; c < causes; ++c) { sets.events[c](k, i) = counts.events[c][t]; }
        }
    }
    return sets;
}

}  // namespace

std::vector<EventTimes> event_times(const SurvivalRows& rows, std::uint32_t causes, bool by_weight) {
    std::vector<EventTimes> strata;
    for (const RiskTables& tables : stratum_risk_tables(rows, causes)) {
        EventTimes sets = of_stratum(tables, causes, by_weight);
        if (!sets.time.empty()) { strata.push_back(std::move(sets)); }
    }
    return strata;
}

}  // namespace atria::survival
