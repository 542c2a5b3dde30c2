#pragma once

#include "kernels/data/ticks.hpp"
#include "kernels/survival/model/cox_model_rows.hpp"

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

namespace atria::survival {

/// The cumulative baseline hazard of one stratum of one cohort at its D event times, about the stratum's centre so that
/// covariates with a far origin lose no digits. The estimate follows the ties of the fit, as survfit.coxph's stype = 2.
struct CoxBaselineStratum {
    std::uint32_t stratum = 0;
    std::vector<Ticks> times;          ///< D
    std::vector<double> at_risk;       ///< D: weights
    std::vector<double> death_weight;  ///< D
    std::vector<double> hazard;        ///< D: cumulative, at the centre
    std::vector<double> variance;      ///< D: cumulative, without the part from the coefficients
    Eigen::MatrixXd mean_hazard;       ///< p × D: ∫ (mean of the risk set - centre) dΛ
    Eigen::VectorXd centre;            ///< p
    double offset_centre = 0;
};

/// All strata with events of one cohort. Strata are not summed: each has its own baseline.
struct CoxBaseline {
    std::vector<CoxBaselineStratum> strata;

    [[nodiscard]] std::vector<double> numbers() const;
    [[nodiscard]] static CoxBaseline from_numbers(std::span<const double> numbers);
};

[[nodiscard]] CoxBaseline cox_baseline(const CoxModelRows& rows, const Eigen::VectorXd& point);

/// The scale on which confidence limits of a survival curve are symmetric; R's conf.type.
enum class CoxCurveLimits : std::uint8_t { plain, log, log_log };

/// D event times of one stratum for somebody with given covariates. Before the first one the survival is 1.
struct CoxCurve {
    std::vector<double> cumulative_hazard;
    std::vector<double> standard_error;  ///< of the cumulative hazard, which is that of log survival
    std::vector<double> survival;
    std::vector<double> lower;  ///< of survival, as R's survfit: NaN at survival 0 (log) and at 0 and 1 (log_log)
    std::vector<double> upper;
};

/// `point`, `variance`: of the fit, or the robust variance. `x` (p): as given to the model; all 0 for the baseline
/// itself (R's basehaz(centered = FALSE)). `offset`: of that person. `z`: standard normal quantile of the limits,
/// 1.959963984540054 for 95 %.
[[nodiscard]] CoxCurve cox_curve(const CoxBaselineStratum& baseline, const Eigen::VectorXd& point,
                                 const Eigen::MatrixXd& variance, const Eigen::VectorXd& x, double offset,
                                 CoxCurveLimits limits, double z);

}  // namespace atria::survival
