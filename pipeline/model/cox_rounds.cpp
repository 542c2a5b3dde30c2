#include "pipeline/model/cox_rounds.hpp"

#include "kernels/survival/model/cox_model_sums.hpp"

#include <vector>

namespace atria::pipeline {

using survival::CoxModelSums;
using survival::CoxTies;

CoxTies ties_of(const std::string& word) {
    if (word == "breslow") { return CoxTies::breslow; }
    return word == "exact" ? CoxTies::exact : CoxTies::efron;
}

survival::CoxModelResult fit_in_rounds(std::span<const survival::CoxModelRows> cohorts, std::size_t covariates,
                                       const CohortRounds& rounds, double bound_level) {
    survival::CoxModelFit fit(Eigen::VectorXd::Zero(static_cast<Eigen::Index>(covariates)), survival::cox_most_rounds,
                              bound_level);
    while (!fit.done()) {
        fit.advance(rounds.sum([&](std::size_t c) { return cox_model_sums(cohorts[c], fit.point()); },
                               [](const std::vector<double>& numbers) { return CoxModelSums::from_numbers(numbers); }));
    }
    return fit.result();
}

}  // namespace atria::pipeline
