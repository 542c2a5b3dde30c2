#include "kernels/survival/curves/person_intervals.hpp"

#include <algorithm>
#include <tuple>

namespace atria::survival {
namespace {

bool follows(const PersonInterval& next, const PersonInterval& last) {
    return next.person == last.person && next.entry == last.exit && last.event == 0 && next.group == last.group &&
           next.stratum == last.stratum;
}

/// Joins what follows; `intervals` are sorted by person and entry.
void join(std::vector<PersonInterval>& intervals) {
    std::size_t kept = 0;
    for (std::size_t i = 1; i < intervals.size(); ++i) {
        PersonInterval& last = intervals[kept];
        PersonInterval& next = intervals[i];
        if (follows(next, last)) {
            if (next.weight == last.weight) {
                last.exit = next.exit;
                last.event = next.event;
                last.censored = next.censored;
                continue;
            }
            last.censored = false;
            next.entered = false;
        }
        intervals[++kept] = next;
    }
    if (!intervals.empty()) { intervals.resize(kept + 1); }
}

}  // namespace

std::vector<PersonInterval> person_intervals(const SurvivalRows& rows, Strata strata) {
    std::vector<PersonInterval> intervals(rows.rows());
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        PersonInterval& interval = intervals[i];
        interval.entry = rows.entry_of(i);
        interval.exit = rows.exit[i];
        interval.event = rows.event[i];
        interval.censored = interval.event == 0;
        interval.entered = rows.delayed_entry();
        interval.group = rows.group_of(i);
        interval.stratum = strata == Strata::apart ? rows.stratum_of(i) : 0;
        interval.person = rows.person.empty() ? static_cast<std::uint32_t>(i) : rows.person[i];
        interval.cluster = rows.cluster.empty() ? interval.person : rows.cluster[i];
        interval.weight = rows.weight_of(i);
    }
    if (!rows.person.empty() && rows.delayed_entry()) {
        std::sort(intervals.begin(), intervals.end(), [](const PersonInterval& a, const PersonInterval& b) {
            return std::tie(a.person, a.entry, a.exit) < std::tie(b.person, b.entry, b.exit);
        });
        join(intervals);
    }
    std::sort(intervals.begin(), intervals.end(), [](const PersonInterval& a, const PersonInterval& b) {
        return std::tie(a.stratum, a.group, a.exit, a.event, a.weight, a.entry, a.censored, a.entered) <
               std::tie(b.stratum, b.group, b.exit, b.event, b.weight, b.entry, b.censored, b.entered);
    });
    return intervals;
}

}  // namespace atria::survival
