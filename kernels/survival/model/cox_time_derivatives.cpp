#include "kernels/survival/model/cox_time_derivatives.hpp"

#include "kernels/math/packed_triangle.hpp"
#include "kernels/survival/model/cox_exact_ties.hpp"
#include "kernels/survival/model/cox_risk_walk.hpp"

#include <cmath>
#include <numbers>
#include <vector>

namespace atria::survival {
namespace {

/// What the deaths have of their own: weight × linear predictor, and weight × x.
void add_deaths(const CoxModelStratum& stratum, const std::vector<double>& eta, const CoxRiskWalk& walk,
                CoxTimeDerivatives& here) {
    const std::uint32_t first = walk.first_death();
    for (std::uint32_t i = first; i < first + walk.deaths(); ++i) {
        here.log_likelihood += stratum.weight[i] * eta[i];
        here.score += stratum.weight[i] * stratum.x.col(i);
    }
}

/// `factor` × the log of the risk set's sum, its slope and its curvature; taken off, since it is the denominator.
void take_risk_set(const CoxRiskWalk::Sums& sums, int exponent, double factor, std::vector<double>& mean,
                   CoxTimeDerivatives& here) {
    const Eigen::Index p = here.score.size();
    here.log_likelihood -= factor * (std::log(sums.zeroth) + exponent * std::numbers::ln2);
    const double inverse = 1 / sums.zeroth;
    double* information = here.information.data();
    const double* second = sums.second;
    for (Eigen::Index j = 0; j < p; ++j) {
        mean[static_cast<std::size_t>(j)] = sums.first[j] * inverse;
        here.score[j] -= factor * mean[static_cast<std::size_t>(j)];
    }
    for (std::size_t j = 0; j < mean.size(); ++j) {
        for (std::size_t l = j; l < mean.size(); ++l) {
            *information++ += factor * (*second++ * inverse - mean[j] * mean[l]);
        }
    }
}

}  // namespace

CoxTimeDerivatives::CoxTimeDerivatives(Eigen::Index p)
    : score(Eigen::VectorXd::Zero(p)), information(Eigen::VectorXd::Zero(math::packed_size(p))) {}

void CoxTimeDerivatives::clear() {
    log_likelihood = 0;
    score.setZero();
    information.setZero();
}

void visit_event_times(const CoxModelStratum& stratum, CoxTies ties, const Eigen::VectorXd& beta,
                       const CoxTimeVisitor& visit) {
    const std::vector<double> eta = linear_predictors(stratum, beta);
    const std::vector<RiskScore> risk = risk_scores(stratum, eta);
    CoxTimeDerivatives here(beta.size());
    std::vector<double> mean(static_cast<std::size_t>(beta.size()));
    CoxRiskWalk walk(stratum, risk, CoxRiskWalk::Moments::second);
    while (walk.back()) {
        here.clear();
        const std::uint32_t deaths = walk.deaths();
        add_deaths(stratum, eta, walk, here);
        if (deaths == 1 || ties == CoxTies::breslow) {
            take_risk_set(walk.shared(1.0), walk.exponent(), walk.death_weight(), mean, here);
        } else if (ties == CoxTies::exact) {
            take_exact_denominator(stratum, risk, walk.time(), here);
        } else {
            for (std::uint32_t left = deaths; left > 0; --left) {
                take_risk_set(walk.shared(static_cast<double>(left) / deaths), walk.exponent(),
                              walk.death_weight() / deaths, mean, here);
            }
        }
        visit(walk.time(), here);
    }
}

}  // namespace atria::survival
