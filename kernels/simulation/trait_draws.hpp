#pragma once

#include "kernels/simulation/people_draws.hpp"
#include "kernels/simulation/study_design.hpp"
#include "kernels/simulation/trait_models.hpp"

#include <cstdint>
#include <vector>

namespace atria::simulation {

/// One trait of the N people of one cohort. NaN = missing.
struct TraitDraws {
    std::vector<double> values;  ///< N; the trait, or 1 = event and 0 = censored for an outcome
    std::vector<double> entry;   ///< N; survival only: age in years, a whole number of days
    std::vector<double> exit;    ///< N; survival only: age in years, a whole number of days, > entry

    /// The cohort's own level at the centre of all covariates: the mean (quantitative), the log odds (binary), or the
    /// log of the baseline hazard per year at age 60 (survival).
    double level = 0;
    double weibull_shape = 0;  ///< survival only
};

/// Draws a trait.
///
///     quantitative  value = level + covariates + dosages + N(0, 1)
///     binary        log odds of being a case = level + covariates + dosages
///     survival      hazard at age a = shape · rate · a^(shape - 1) · exp(covariates + dosages), given survival to
///     entry;
///                   censored at the end of follow-up; ages are rounded up to whole days
///
/// with dosages = sum over the causal variants of beta (dosage - 2 p); a missing call counts as the cohort's
/// expectation. The cohorts' prevalences and event shares scatter around the design's (sd 0.2 on the logit scale), and
/// the level is solved for so that each cohort's expectation is met.
[[nodiscard]] TraitDraws draw_trait(const StudyDesign& design, const TraitModel& trait, std::uint32_t cohort,
                                    const People& people);

/// The share of cases or events that draw_trait aims at in a cohort.
[[nodiscard]] double cohort_share(const StudyDesign& design, const TraitModel& trait, std::uint32_t cohort);

}  // namespace atria::simulation
