#include "kernels/simulation/people_draws.hpp"

#include "kernels/simulation/random_stream.hpp"

#include <cmath>
#include <cstddef>

namespace atria::simulation {
namespace {

/// Rounded so that the decimal text of a table and the double are the same number.
double to_decimals(double value, double per_unit) { return std::round(value * per_unit) / per_unit; }

}  // namespace

std::vector<std::string> covariate_names(const StudyDesign& design) {
    std::vector<std::string> names = {"age", "sex"};
    for (std::uint32_t k = 1; k <= design.principal_components; ++k) { names.push_back("PC" + std::to_string(k)); }
    return names;
}

double covariate_center(std::size_t covariate) { return covariate == 0 ? 55.0 : covariate == 1 ? 1.5 : 0.0; }

People draw_people(const StudyDesign& design, std::uint32_t cohort, std::uint32_t people) {
    People drawn;
    drawn.covariate_names = covariate_names(design);
    drawn.covariates.resize(people, static_cast<Eigen::Index>(drawn.covariate_names.size()));

    RandomStream profile(design.seed, Purpose::cohort_profile, cohort, 0);
    const double youngest = 35 + 10 * profile.uniform();
    const double age_range = 25 + 5 * profile.uniform();
    const double shortest_follow_up = 4 + 2 * profile.uniform();
    const double recruitment_years = 5 + 5 * profile.uniform();
    std::vector<double> pc_centers;
    for (std::uint32_t k = 0; k < design.principal_components; ++k) { pc_centers.push_back(0.5 * profile.normal()); }

    for (std::uint32_t person = 0; person < people; ++person) {
        RandomStream stream(design.seed, Purpose::person, cohort, person);
        const double entry_age = youngest + age_range * stream.uniform();
        const double follow_up = shortest_follow_up + recruitment_years * stream.uniform();
        const auto entry_day = static_cast<std::int32_t>(std::floor(entry_age * days_per_year));
        drawn.entry_day.push_back(entry_day);
        drawn.last_day.push_back(entry_day + static_cast<std::int32_t>(std::ceil(follow_up * days_per_year)));
        drawn.covariates(person, 0) = entry_day / days_per_year;
        drawn.covariates(person, 1) = stream.uniform() < 0.5 ? 1 : 2;
        for (std::uint32_t k = 0; k < design.principal_components; ++k) {
            drawn.covariates(person, 2 + Eigen::Index{k}) = to_decimals(pc_centers[k] + stream.normal(), 1e5);
        }
    }
    return drawn;
}

}  // namespace atria::simulation
