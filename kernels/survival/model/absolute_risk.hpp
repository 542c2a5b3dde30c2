#pragma once

#include "kernels/survival/model/cox_baseline.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

namespace atria::survival {

/// exp(linear predictor) of a row against the centre of the stratum's baseline. Equal rows give equal bits.
/// `x`: p covariates as given to the model.
[[nodiscard]] double risk_score(const CoxBaselineStratum& baseline, const Eigen::VectorXd& point,
                                const Eigen::VectorXd& x, double offset);

/// The risk of one event in one stratum, from the baseline hazards of C causes: the event itself first, then those that
/// compete with it.
class StratumRisk {
public:
    /// `causes`: C baselines of the same stratum; nullptr where the stratum has no event of a cause. They are read, not
    /// kept.
    explicit StratumRisk(std::span<const CoxBaselineStratum* const> causes);

    /// P(the event in (from, to]) of somebody without any event at `from`, for each of the ascending `to`, none of them
    /// before `from`. `score` (C): the person's risk scores. With one cause 1 - exp(-(H(to) - H(from)) score); with
    /// several the cumulative incidence ∫ exp(-(H(u-) - H(from))) dH1(u), H of all causes, in which the causes share a
    /// time's step (1 - exp(-dH)) as their hazards do there. That is R's survfit of a multi-state coxph (stype = 2).
    [[nodiscard]] std::vector<double> risks(Ticks from, std::span<const Ticks> to, std::span<const double> score) const;

private:
    std::vector<Ticks> time_;                // T, of all causes
    std::vector<std::vector<double>> step_;  // C × T
    std::vector<double> hazard_;             // T, cumulative, of the event
};

}  // namespace atria::survival
