#pragma once

#include "pipeline/simulation/simulated_study.hpp"

#include <filesystem>
#include <vector>

namespace atria::pipeline {

/// Writes what the traits were made from, a row an effect. Columns: trait, kind, chromosome, position, id,
/// effect_allele, other_allele, beta, frequency.
///
///     kind = variant    id, place and alleles of a causal variant; beta per copy of the effect allele; frequency
///     before drift kind = covariate  id = the covariate; beta per unit kind = cohort     id = the cohort; beta = its
///     level (mean, log odds, or log baseline hazard per year at age 60)
///
/// `levels`: C cohorts × T traits. Effects on quantitative traits are in residual standard deviations, on binary ones
/// log odds, on time-to-event ones log hazard ratios.
void write_truth(const std::filesystem::path& file, const SimulatedStudy& study,
                 const std::vector<std::vector<double>>& levels);

}  // namespace atria::pipeline
