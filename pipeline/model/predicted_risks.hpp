#pragma once

#include "kernels/data/ticks.hpp"
#include "kernels/survival/model/risk_accuracy.hpp"
#include "pipeline/model/fitted_cox.hpp"

#include <Eigen/Core>
#include <optional>
#include <vector>

namespace atria::pipeline {

/// What a Cox or Fine-Gray model foretells for the people it was fitted to, and what became of them. There for the
/// cohorts of this rank.
struct PredictedRisks {
    std::vector<Ticks> horizons;                  ///< H, ascending
    std::vector<Eigen::MatrixXd> risk;            ///< a cohort: n × H; NaN = not predicted
    std::vector<survival::RiskPeople> everybody;  ///< a cohort: n people, without risks; time since the prediction

    /// Those of a cohort who have a risk at horizon h.
    [[nodiscard]] survival::RiskPeople people(std::size_t cohort, std::size_t h) const;
};

/// Collective. Everybody's risk at each horizon, from the baseline hazard of his own stratum of his own cohort: from
/// time 0 on, or from the entry on where there are entries. Where other causes compete in a Cox model of one cause,
/// they are fitted too, with the same covariates, and the risk is the cumulative incidence. There is no risk at times
/// at which nobody of the stratum is seen any more. Nothing when the model of another cause has no fit, which is told.
[[nodiscard]] std::optional<PredictedRisks> predict_risks(const FittedCox& fitted, ModelResult& result);

}  // namespace atria::pipeline
