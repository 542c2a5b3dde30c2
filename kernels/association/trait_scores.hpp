#pragma once

#include "kernels/association/linear_null.hpp"

#include <cstdint>
#include <span>

namespace atria::association {

/// Among whom a trait is ranked when it is turned into normal scores.
enum class RankWithin : std::uint8_t {
    cohort,  ///< each cohort by itself
    pooled,  ///< all cohorts together
};

/// Replaces every trait by its rank-based inverse normal scores (Blom) among the people who are analysed for it: those
/// with trait, covariates and, where there are predictions, a prediction.
void replace_by_normal_scores(std::span<LinearCohort> cohorts, RankWithin within);

}  // namespace atria::association
