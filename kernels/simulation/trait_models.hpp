#pragma once

#include "kernels/simulation/study_design.hpp"
#include "kernels/simulation/variant_sites.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace atria::simulation {

enum class TraitKind : std::uint8_t { quantitative, binary, survival };

struct CausalVariant {
    std::uint32_t variant = 0;  ///< index into the study's list
    double frequency = 0;       ///< of the effect allele, before drift
    double beta = 0;            ///< per copy of the effect allele; residual sd, log odds or log hazard ratio
};

/// The truth behind one trait, the same in all cohorts.
struct TraitModel {
    TraitKind kind = TraitKind::quantitative;
    std::string name;
    std::uint32_t number = 0;               ///< over all traits, from 0; keys the trait's random numbers
    std::vector<double> covariate_effects;  ///< K, per unit; 0 for age in survival models, where age is the time scale
    std::vector<CausalVariant> causal;      ///< ascending by variant
};

/// The traits q1 ..., b1 ..., t1 ... with their causal variants and effects. Throws Error(usage) when fewer variants
/// than design.causal are common enough.
[[nodiscard]] std::vector<TraitModel> trait_models(const StudyDesign& design, const VariantSites& sites);

}  // namespace atria::simulation
