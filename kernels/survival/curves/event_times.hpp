#pragma once

#include "kernels/data/survival_rows.hpp"

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace atria::survival {

/// The risk sets of K groups at the T times of one stratum's events: what tests of curves look at.
struct EventTimes {
    std::vector<Ticks> time;              ///< T, ascending
    Eigen::MatrixXd at_risk;              ///< K × T
    std::vector<Eigen::MatrixXd> events;  ///< C × (K × T), of cause 1 first

    [[nodiscard]] Eigen::Index groups() const { return at_risk.rows(); }
    [[nodiscard]] Eigen::Index times() const { return at_risk.cols(); }
};

/// One for each stratum of one cohort that has events, by the number of the stratum. Counts are weights, or people.
/// `causes`: C; a row's event code is at most C.
[[nodiscard]] std::vector<EventTimes> event_times(const SurvivalRows& rows, std::uint32_t causes, bool by_weight);

}  // namespace atria::survival
