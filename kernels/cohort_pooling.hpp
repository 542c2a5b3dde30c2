#pragma once

#include "kernels/math/random_effects.hpp"
#include "kernels/scan_kernel.hpp"

#include <cstddef>

namespace atria {

/// What is asked of the cohorts' own estimates beyond what a kernel's rows say of them.
struct CohortPooling {
    math::BetweenCohorts random_effects = math::BetweenCohorts::dersimonian_laird;  ///< what kernels have done already
    bool leave_one_out = false;
};

/// Random effects by the other estimator, and leave-one-out, from the cohorts' estimates in the rows. Rows that need
/// nothing stay as they are, bit for bit. Returns how many rows have no random effects because their numbers leave the
/// range of a double.
std::size_t pool_cohorts(const CohortPooling& pooling, ScanRows& rows);

}  // namespace atria
