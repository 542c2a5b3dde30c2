#pragma once

#include "kernels/simulation/study_design.hpp"

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

namespace atria::simulation {

inline constexpr double days_per_year = 365.25;

/// The N people of one cohort, before their traits.
struct People {
    std::vector<std::int32_t> entry_day;       ///< N; age at recruitment in whole days
    std::vector<std::int32_t> last_day;        ///< N; age in whole days at which follow-up would end; > entry_day
    std::vector<std::string> covariate_names;  ///< K: age, sex, PC1, PC2, ...
    Eigen::MatrixXd covariates;                ///< N × K; age in years at recruitment, sex 1 = male and 2 = female
};

/// What covariate_names holds, for any cohort.
[[nodiscard]] std::vector<std::string> covariate_names(const StudyDesign& design);

/// The value from which a covariate's effect is counted, so that intercepts belong to an ordinary person.
[[nodiscard]] double covariate_center(std::size_t covariate);

/// Draws the people of a cohort. Cohorts differ in their ages, their length of follow-up and the centres of their PCs.
[[nodiscard]] People draw_people(const StudyDesign& design, std::uint32_t cohort, std::uint32_t people);

}  // namespace atria::simulation
