#include "kernels/survival/model/cox_hazard.hpp"

#include "kernels/survival/model/cox_risk_walk.hpp"

#include <cmath>
#include <cstdint>

namespace atria::survival {

CoxStratumHazard cox_stratum_hazard(const CoxModelStratum& stratum, CoxTies ties, const Eigen::VectorXd& beta) {
    const std::size_t times = stratum.event_times();
    const Eigen::Index p = beta.size();
    CoxStratumHazard hazard;
    hazard.at_risk.assign(times, 0);
    hazard.death_weight = hazard.step = hazard.dying_step = hazard.variance = hazard.at_risk;
    hazard.mean_step = Eigen::MatrixXd::Zero(p, static_cast<Eigen::Index>(times));
    hazard.dying_mean_step = hazard.mean = hazard.mean_step;
    const std::vector<RiskScore> risk = risk_scores(stratum, linear_predictors(stratum, beta));
    CoxRiskWalk walk(stratum, risk, CoxRiskWalk::Moments::first);
    while (walk.back()) {
        const std::size_t k = walk.time();
        const auto column = static_cast<Eigen::Index>(k);
        hazard.at_risk[k] = walk.weight_at_risk();
        hazard.death_weight[k] = walk.death_weight();
        const std::uint32_t shares = ties == CoxTies::efron ? walk.deaths() : 1;
        for (std::uint32_t left = shares; left > 0; --left) {
            const double keep = static_cast<double>(left) / shares;
            const CoxRiskWalk::Sums sums = walk.shared(keep);
            const double inverse = std::ldexp(1 / sums.zeroth, -walk.exponent());
            const double step = walk.death_weight() / shares * inverse;
            const Eigen::VectorXd mean = Eigen::Map<const Eigen::VectorXd>(sums.first, p) / sums.zeroth;
            hazard.step[k] += step;
            hazard.dying_step[k] += keep * step;
            hazard.variance[k] += step * inverse;
            hazard.mean_step.col(column) += step * mean;
            hazard.dying_mean_step.col(column) += keep * step * mean;
            hazard.mean.col(column) += mean / shares;
        }
    }
    return hazard;
}

}  // namespace atria::survival
