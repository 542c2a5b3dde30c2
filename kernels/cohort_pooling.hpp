#pragma once

#include "kernels/math/genomic_control.hpp"
#include "kernels/math/random_effects.hpp"
#include "kernels/scan_kernel.hpp"

#include <cstddef>
#include <vector>

namespace atria {

/// What is asked of the cohorts' own estimates beyond what a kernel's rows say of them.
struct CohortPooling {
    math::BetweenCohorts random_effects = math::BetweenCohorts::dersimonian_laird;  ///< what kernels have done already
    bool leave_one_out = false;
    math::GenomicControl genomic_control = math::GenomicControl::none;
};

/// What genomic control multiplies the standard errors of a trait by, each 1 or more.
struct ErrorFactors {
    std::vector<double> cohorts;  ///< C; none: all 1
    double pooled = 1;
    double fixed = 1;
    double random = 1;
};

/// Corrects the cohorts' standard errors, forms from them what the kernel has not formed (all of the meta-analysis
/// where they changed, random effects by the other estimator, leave-one-out), and corrects the results. What nothing is
/// asked of stays as it is, bit for bit. Returns how many rows have no random effects because their numbers leave the
/// range of a double.
std::size_t pool_cohorts(const CohortPooling& pooling, const ErrorFactors& factors, ScanRows& rows);

}  // namespace atria
