#include "kernels/survival/discrete_evaluation.hpp"

#include "kernels/data/genotype_values.hpp"

#include <cmath>

namespace atria::survival {

DiscreteEvaluation::DiscreteEvaluation(const CoxNullCohort& records, const DiscreteNullCohort& cohort,
                                       const DiscreteNullFit& fit, std::size_t people)
    : records_(records), cohort_(cohort), fit_(fit), people_(people), numbers_(people) {
    x_.resize(cohort.x.rows(), cohort.x.cols() + 1);
    x_.leftCols(cohort.x.cols()) = cohort.x;
}

void DiscreteEvaluation::turn_to(const GenotypeView& variant) {
    decode_values(variant, people_, numbers_.data());
    const Eigen::Index k = cohort_.x.cols();
    std::vector<std::uint8_t> kept(cohort_.rows.rows(), 1);
    std::vector<Eigen::Index> list;
    for (std::size_t i = 0; i < kept.size(); ++i) {
        const double number = numbers_[records_.sets.person[i]];
        x_(static_cast<Eigen::Index>(i), k) = number;
        kept[i] = std::isnan(number) ? 0 : 1;
        if (kept[i] != 0) { list.push_back(static_cast<Eigen::Index>(i)); }
    }
    any_missing_ = list.size() < kept.size();
    if (!any_missing_) { return; }
    kept_ = kept_rows(cohort_.rows, kept);
    kept_x_ = x_(list, Eigen::all);
    kept_eta_ = fit_.eta(list);
}

DiscreteSums DiscreteEvaluation::at(const Eigen::VectorXd& point, bool expected) const {
    if (any_missing_) { return discrete_sums(kept_, kept_x_, kept_eta_ + kept_x_ * point, expected, fit_.hazard); }
    return discrete_sums(cohort_.rows, x_, fit_.eta + x_ * point, expected, fit_.hazard);
}

}  // namespace atria::survival
