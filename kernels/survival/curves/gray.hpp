#pragma once

#include "kernels/data/survival_rows.hpp"
#include "kernels/survival/curves/curve_test.hpp"

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

namespace atria::survival {

/// Sums of one cohort for Gray's comparison of the cumulative incidence of one cause in K groups; a cohort is a stratum
/// of its own. Cohorts add.
struct GraySums {
    Eigen::VectorXd score;     ///< K; events of the cause less those expected at the subdistribution hazard of all
    Eigen::MatrixXd variance;  ///< K × K; of the score
    Eigen::VectorXd left_out;  ///< K; events that do not count, because nobody was left in the group before (see below)

    explicit GraySums(Eigen::Index groups = 0);

    void add(const GraySums& other);
    [[nodiscard]] std::vector<double> numbers() const;
    [[nodiscard]] static GraySums from_numbers(std::span<const double> numbers);
};

/// `cause`: 1, 2, ...; an event counts (1 - F)^rho, F the cumulative incidence of all groups before it. As cmprsk's
/// cuminc, which has no entries and no weights: whole weights count as so many people, and of later entries the numbers
/// at risk are heeded. Where all at risk in a group of a stratum have had an event, the group's curves end, and those
/// who enter it later are left out and counted. Gray, Annals of Statistics 16 (1988) 1141. O(T K³) for T times of
/// events.
[[nodiscard]] GraySums gray_sums(const SurvivalRows& rows, std::uint32_t cause, double rho = 0);

/// From the sums of all cohorts.
[[nodiscard]] CurveTest gray_test(const GraySums& sums);

}  // namespace atria::survival
