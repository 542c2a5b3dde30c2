#pragma once

#include "pipeline/model/model_request.hpp"
#include "pipeline/run/cohort_records.hpp"

#include <cstddef>
#include <vector>

namespace atria::pipeline {

/// The outcome of one cohort as its columns have it, a row each; NaN = missing.
struct OutcomeTimes {
    std::vector<double> entry;  ///< empty: at risk from the beginning
    std::vector<double> exit;
    std::vector<double> event;
};

/// Reads and examines them. Throws Error(bad_data) naming the first cell that cannot be: words, negative times and
/// times beyond what ticks hold, an exit that is not after its entry (also when they are one tick apart or less), event
/// codes that are no whole number from 0 to 255.
[[nodiscard]] OutcomeTimes read_outcome(const CohortRecords& records, std::size_t cohort,
                                        const OutcomeColumns& outcome);

}  // namespace atria::pipeline
