#pragma once

#include "kernels/simulation/study_design.hpp"
#include "kernels/simulation/trait_models.hpp"
#include "kernels/simulation/variant_sites.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace atria::pipeline {

/// What all cohorts of a simulated study share. Every rank makes the same one from the design.
struct SimulatedStudy {
    /// Throws Error(usage) when the design cannot be met.
    explicit SimulatedStudy(const simulation::StudyDesign& wanted);

    simulation::StudyDesign design;
    simulation::VariantSites sites;
    std::vector<std::uint32_t> people;           ///< C cohorts
    std::vector<simulation::TraitModel> traits;  ///< T

    /// "cohort1", "cohort2", ...
    [[nodiscard]] static std::string cohort_name(std::uint32_t cohort);
    /// "cohort1_000001", ...; distinct over the study.
    [[nodiscard]] static std::string person_id(std::uint32_t cohort, std::uint32_t person);
};

}  // namespace atria::pipeline
