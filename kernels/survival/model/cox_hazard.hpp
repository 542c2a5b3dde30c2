#pragma once

#include "kernels/survival/model/cox_model_rows.hpp"

#include <Eigen/Core>
#include <vector>

namespace atria::survival {

/// The baseline hazard of one stratum at its D event times, for a row at the stratum's centre with its mean offset.
/// With d deaths of weight W at a time, S the risk set less the share k/d of the deaths (Efron; Breslow has k/d = 0,
/// and `exact` counts as Breslow, as in R), every step is a sum of (W/d) / S over k = 0 ... d - 1. Rows that die at
/// this time are exposed to the part 1 - k/d of it only.
struct CoxStratumHazard {
    std::vector<double> at_risk;       ///< D: weights at risk
    std::vector<double> death_weight;  ///< D: W
    std::vector<double> step;          ///< D: Σ (W/d) / S
    std::vector<double> dying_step;    ///< D: Σ (1 - k/d) (W/d) / S
    std::vector<double> variance;      ///< D: Σ (W/d) / S²
    Eigen::MatrixXd mean_step;         ///< p × D: Σ (W/d) m / S, m the mean of x over the risk set, less the centre
    Eigen::MatrixXd dying_mean_step;   ///< p × D: Σ (1 - k/d) (W/d) m / S
    Eigen::MatrixXd mean;              ///< p × D: Σ m / d
};

[[nodiscard]] CoxStratumHazard cox_stratum_hazard(const CoxModelStratum& stratum, CoxTies ties,
                                                  const Eigen::VectorXd& beta);

}  // namespace atria::survival
