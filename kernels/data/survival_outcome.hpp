#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace atria {

/// A time-to-event outcome of one cohort, in record order. A person is at risk in (entry, exit].
struct SurvivalOutcome {
    std::string name;
    std::vector<double> entry;  ///< N people; empty = everybody from the beginning; NaN = missing
    std::vector<double> exit;   ///< N people; NaN = missing
    /// N people; 1 = event at exit, 0 = censored at exit, NaN = missing; 2 = an event of another cause, after which the
    /// person stays at risk with Fine and Gray's weight: the hazard is that of the subdistribution then.
    std::vector<double> event;
    /// N people: number of the stratum within the cohort, each with a baseline hazard of its own; NaN = missing; empty:
    /// the cohort is one stratum.
    std::vector<double> stratum = {};
    /// N people: a known part of the log hazard, with the effect 1; NaN = missing; empty: none.
    std::vector<double> offset = {};
    /// N people: case weights, 0 and more (0 = left out); NaN = missing; empty: 1 each.
    std::vector<double> weight = {};
};

}  // namespace atria
