#include "pipeline/simulation/simulated_study.hpp"

#include "kernels/simulation/cohort_sizes.hpp"

#include <algorithm>
#include <cstddef>

namespace atria::pipeline {

SimulatedStudy::SimulatedStudy(const simulation::StudyDesign& wanted)
    : design(wanted),
      sites(wanted),
      people(simulation::cohort_sizes(wanted)),
      traits(simulation::trait_models(wanted, sites)) {}

std::string SimulatedStudy::cohort_name(std::uint32_t cohort) {
    std::string name = "cohort";
    name += std::to_string(cohort + 1);
    return name;
}

std::string SimulatedStudy::person_id(std::uint32_t cohort, std::uint32_t person) {
    constexpr std::size_t digits = 6;
    const std::string number = std::to_string(person + 1);
    std::string id = cohort_name(cohort);
    id += '_';
    id.append(digits - std::min(digits, number.size()), '0');
    id += number;
    return id;
}

}  // namespace atria::pipeline
