#pragma once

#include "kernels/data/association_row.hpp"

#include <cstddef>
#include <span>

namespace atria::math {

/// What the fixed-effect estimate owes to a single cohort.
struct LeaveOneOut {
    double largest_change = not_available;  ///< estimate without the cohort minus estimate with all, in se_fixed
    std::size_t cohort = 0;                 ///< which cohort; meaningless while largest_change is not available
};

/// Leaves each cohort out in turn and keeps the change that is largest in size (the first of equal ones). Cohorts
/// without an estimate take no part; two are needed.
[[nodiscard]] LeaveOneOut leave_one_out(std::span<const Estimate> cohorts);

}  // namespace atria::math
