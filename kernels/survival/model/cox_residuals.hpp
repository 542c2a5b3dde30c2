#pragma once

#include "kernels/survival/model/cox_model_rows.hpp"

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

namespace atria::survival {

/// Residuals of one cohort's rows at the coefficients of a fit (CoxModelResult::point), as R's residuals.coxph has
/// them.

/// Whether score, Schoenfeld and dfbeta residuals and the robust variance exist; R refuses them for `exact` too.
[[nodiscard]] inline bool has_score_residuals(CoxTies ties) { return ties != CoxTies::exact; }

struct CoxRowResiduals {
    Eigen::VectorXd martingale;  ///< n: event - expected events; not weighted. `exact` counts as Breslow
    /// n × p: ∫ (x - mean of the risk set) dM; not weighted. n × 0 for `exact`.
    Eigen::MatrixXd score;
};

[[nodiscard]] CoxRowResiduals cox_row_residuals(const CoxModelRows& rows, const Eigen::VectorXd& point);

/// n: of martingale residuals and event counts, of rows or summed over the rows of a person.
[[nodiscard]] Eigen::VectorXd deviance_residuals(const Eigen::VectorXd& martingale, const Eigen::VectorXd& events);

/// n × p: about the change of the coefficients when a row is left out, weight × score × variance (the model's own, not
/// the robust one).
[[nodiscard]] Eigen::MatrixXd dfbeta(const CoxModelRows& rows, const Eigen::MatrixXd& score,
                                     const Eigen::MatrixXd& variance);
/// n × p: dfbeta in standard errors; NaN for coefficients without one.
[[nodiscard]] Eigen::MatrixXd dfbetas(const Eigen::MatrixXd& dfbeta, const Eigen::MatrixXd& variance);

struct CoxEventResiduals {
    std::vector<std::uint32_t> row;  ///< E events: position in SurvivalRows, by stratum, time and position
    Eigen::MatrixXd schoenfeld;      ///< E × p: x - the mean of the d means of the risk set; not weighted
};

/// Not for `exact`.
[[nodiscard]] CoxEventResiduals cox_event_residuals(const CoxModelRows& rows, const Eigen::VectorXd& point);

/// E × p: schoenfeld × variance × `events` + point; `events`: of all cohorts together.
[[nodiscard]] Eigen::MatrixXd scaled_schoenfeld(const Eigen::MatrixXd& schoenfeld, const Eigen::MatrixXd& variance,
                                                const Eigen::VectorXd& point, double events);

/// C × k: sums of the rows (n × k) that share a number below C, such as persons or clusters.
[[nodiscard]] Eigen::MatrixXd sums_by(const Eigen::MatrixXd& residuals, std::span<const std::uint32_t> number,
                                      std::uint32_t count);

}  // namespace atria::survival
