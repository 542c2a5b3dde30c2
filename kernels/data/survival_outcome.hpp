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
    std::vector<double> event;  ///< N people; 1 = event at exit, 0 = censored at exit, NaN = missing
};

}  // namespace atria
