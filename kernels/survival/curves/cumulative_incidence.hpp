#pragma once

#include "kernels/survival/curves/confidence_limits.hpp"
#include "kernels/survival/curves/risk_table.hpp"

#include <Eigen/Core>
#include <optional>
#include <vector>

namespace atria::survival {

/// Aalen and Johansen's estimate for C competing risks in one group, at T times: those where somebody has an event or
/// is censored. Counts are weights.
struct IncidenceCurves {
    Ticks start = 0;
    std::vector<Ticks> time;       ///< T, ascending
    std::vector<double> at_risk;   ///< T
    std::vector<double> censored;  ///< T
    Eigen::MatrixXd events;        ///< C × T
    Eigen::MatrixXd incidence;     ///< C × T; the probability to have had this event by the time
    Eigen::MatrixXd std_error;     ///< C × T; infinitesimal jackknife
    Eigen::MatrixXd lower;         ///< C × T; NaN where the scale of the limits does not have the probability (0 or 1)
    Eigen::MatrixXd upper;         ///< C × T
    std::vector<double> event_free;            ///< T; the probability to have had none
    std::vector<double> event_free_std_error;  ///< T
};

struct IncidenceOptions {
    ConfidenceScale confidence = ConfidenceScale::log;
    double confidence_level = 0.95;
    std::optional<Ticks> start;  ///< as CurveOptions::start
};

/// As R's survfit of a factor of events, whose errors are the infinitesimal jackknife by person, or by cluster.
/// `squares`: the group's matrix in the pooled JackknifeSums, made with the same start.
[[nodiscard]] IncidenceCurves cumulative_incidence(const RiskTable& table, const IncidenceOptions& options,
                                                   const Eigen::MatrixXd& squares);

}  // namespace atria::survival
