#include "pipeline/model/outcome_times.hpp"

#include "kernels/data/error.hpp"
#include "kernels/data/merged_times.hpp"
#include "kernels/data/shortest_number.hpp"
#include "kernels/data/ticks.hpp"
#include "pipeline/record/log.hpp"

#include <cmath>
#include <string>

namespace atria::pipeline {
namespace {

void check_times(const CohortRecords& records, std::size_t cohort, const std::string& column, const std::string& role,
                 const std::vector<double>& times) {
    for (std::size_t row = 0; row < times.size(); ++row) {
        if (std::isnan(times[row]) || (times[row] >= 0 && times[row] <= longest_time)) { continue; }
        const std::string what = records.place(cohort, row, column) + ": " + role + " " + shortest_number(times[row]);
        if (times[row] < 0) { throw Error(Fault::bad_data, what + " is negative; correct it, or leave it missing"); }
        throw Error(Fault::bad_data, what + " is above " + shortest_number(longest_time) +
                                         ", where a millionth of the unit gets lost; give times in a larger unit");
    }
}

/// Exits at their entry, or within its tick, are left out with the rows that lack a value.
void check_lengths(const CohortRecords& records, std::size_t cohort, const OutcomeColumns& outcome,
                   const OutcomeTimes& times) {
    std::size_t wrong = 0;
    std::size_t first = 0;
    for (std::size_t row = times.entry.size(); row-- > 0;) {
        if (std::isnan(times.entry[row]) || std::isnan(times.exit[row])) { continue; }
        if (times.exit[row] >= times.entry[row]) { continue; }
        ++wrong;
        first = row;
    }
    if (wrong == 0) { return; }
    const double entry = times.entry[first];
    const double exit = times.exit[first];
    throw Error(Fault::bad_data, records.place(cohort, first, outcome.exit) + ": exit " + shortest_number(exit) +
                                     " is before the entry " + shortest_number(entry) + " (" + outcome.entry +
                                     "), so that nobody is at risk in between; " + std::to_string(wrong) +
                                     (wrong == 1 ? " row is" : " rows are") +
                                     " like this. Correct the times, or leave them missing");
}

void check_events(const CohortRecords& records, std::size_t cohort, const std::string& column,
                  const std::vector<double>& events) {
    for (std::size_t row = 0; row < events.size(); ++row) {
        const double event = events[row];
        if (std::isnan(event)) { continue; }
        if (event < 0 || event > 255 || event != std::floor(event)) {
            throw Error(Fault::bad_data, records.place(cohort, row, column) + ": event code " + shortest_number(event) +
                                             " is not known; give 0 (censored), 1 (event), or 1, 2, ... (causes)");
        }
    }
}

}  // namespace

OutcomeTimes read_outcome(const CohortRecords& records, std::size_t cohort, const OutcomeColumns& outcome) {
    OutcomeTimes times;
    if (!outcome.entry.empty()) {
        times.entry = records.numbers(cohort, outcome.entry, "entry time");
        check_times(records, cohort, outcome.entry, "entry time", times.entry);
    }
    const std::string exit_role = outcome.entry.empty() ? "time" : "exit time";
    times.exit = records.numbers(cohort, outcome.exit, exit_role);
    check_times(records, cohort, outcome.exit, exit_role, times.exit);
    if (const std::size_t merged = merged_times(times.exit); merged > 0) {
        log_warning(
            outcome.name + ": " + std::to_string(merged) + " times of column " + outcome.exit +
            " differ from others by less than a millionth of their unit and are taken for the same; give times in "
            "a smaller unit");
    }
    times.event = records.numbers(cohort, outcome.event, "event");
    check_lengths(records, cohort, outcome, times);
    check_events(records, cohort, outcome.event, times.event);
    return times;
}

}  // namespace atria::pipeline
