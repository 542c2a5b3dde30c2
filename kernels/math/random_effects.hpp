#pragma once

#include "kernels/data/association_row.hpp"

#include <cstdint>
#include <span>

namespace atria::math {

/// How the variance between cohorts, τ², is estimated: DerSimonian and Laird's moments (1986), or restricted maximum
/// likelihood.
enum class BetweenCohorts : std::uint8_t { dersimonian_laird, restricted_likelihood };

struct RandomEffects {
    double tau2 = not_available;  ///< >= 0, square of the unit of beta; not available for fewer than two cohorts
    double beta = not_available;
    double standard_error = not_available;
    double neg_log10_p = not_available;  ///< of the normal beta / standard_error
    RowStatus status = RowStatus::no_people;
};

/// The cohorts' own estimates of one variant under b_i ~ N(β, se_i² + τ²), with weights 1 / (se_i² + τ²). Cohorts
/// without an estimate take no part; of a single cohort it is the cohort's own estimate.
///
/// The restricted likelihood may have several maxima over τ² >= 0; the highest counts. Each is bracketed by the sign of
/// the score and found by Newton's steps within the bracket, which always ends. The status is not_converged, and
/// nothing else is given, when the numbers leave the range of a double on the way.
[[nodiscard]] RandomEffects random_effects(std::span<const Estimate> cohorts, BetweenCohorts method);

}  // namespace atria::math
