#include "kernels/simulation/cohort_sizes.hpp"

#include "kernels/simulation/apportionment.hpp"
#include "kernels/simulation/random_stream.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace atria::simulation {

std::vector<std::uint32_t> cohort_sizes(const StudyDesign& design) {
    if (design.cohorts == 0) { throw std::logic_error("a study without cohorts"); }
    std::vector<double> weights;
    for (std::uint32_t cohort = 0; cohort < design.cohorts; ++cohort) {
        RandomStream stream(design.seed, Purpose::cohort_size, cohort, 0);
        weights.push_back(std::exp(design.size_sd * stream.normal()));
    }
    return apportion(design.people, weights, std::min(20U, design.people / design.cohorts));
}

}  // namespace atria::simulation
