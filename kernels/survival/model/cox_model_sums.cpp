#include "kernels/survival/model/cox_model_sums.hpp"

#include "kernels/math/packed_triangle.hpp"
#include "kernels/survival/model/cox_time_derivatives.hpp"

#include <cassert>

namespace atria::survival {

CoxModelSums::CoxModelSums(Eigen::Index p)
    : score(Eigen::VectorXd::Zero(p)), information(Eigen::VectorXd::Zero(math::packed_size(p))) {}

CoxModelSums& CoxModelSums::operator+=(const CoxModelSums& other) {
    assert(score.size() == other.score.size());
    events += other.events;
    event_weight += other.event_weight;
    log_likelihood += other.log_likelihood;
    score += other.score;
    information += other.information;
    return *this;
}

std::vector<double> CoxModelSums::numbers() const {
    std::vector<double> numbers{static_cast<double>(score.size()), events, event_weight, log_likelihood};
    numbers.insert(numbers.end(), score.begin(), score.end());
    numbers.insert(numbers.end(), information.begin(), information.end());
    return numbers;
}

CoxModelSums CoxModelSums::from_numbers(std::span<const double> numbers) {
    const auto p = static_cast<Eigen::Index>(numbers[0]);
    CoxModelSums sums(p);
    assert(static_cast<Eigen::Index>(numbers.size()) == 4 + p + math::packed_size(p));
    sums.events = numbers[1];
    sums.event_weight = numbers[2];
    sums.log_likelihood = numbers[3];
    sums.score = Eigen::Map<const Eigen::VectorXd>(numbers.data() + 4, p);
    sums.information = Eigen::Map<const Eigen::VectorXd>(numbers.data() + 4 + p, math::packed_size(p));
    return sums;
}

CoxModelSums cox_model_sums(const CoxModelRows& rows, const Eigen::VectorXd& beta) {
    assert(beta.size() == rows.covariates);
    CoxModelSums sums(rows.covariates);
    sums.events = static_cast<double>(rows.events);
    for (std::size_t i = 0; i < rows.rows; ++i) { sums.event_weight += rows.event[i] != 0 ? rows.weight[i] : 0; }
    for (const CoxModelStratum& stratum : rows.strata) {
        visit_event_times(stratum, rows.ties, beta, [&](std::size_t, const CoxTimeDerivatives& here) {
            sums.log_likelihood += here.log_likelihood;
            sums.score += here.score;
            sums.information += here.information;
        });
    }
    return sums;
}

}  // namespace atria::survival
