#pragma once

#include "kernels/data/genotype_block.hpp"
#include "kernels/survival/cox_null.hpp"
#include "kernels/survival/discrete_null.hpp"
#include "kernels/survival/discrete_sums.hpp"

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace atria::survival {

/// The likelihood of one cohort with a variant, exactly: people without a call are left out.
class DiscreteEvaluation {
public:
    DiscreteEvaluation(const CoxNullCohort& records, const DiscreteNullCohort& cohort, const DiscreteNullFit& fit,
                       std::size_t people);

    void turn_to(const GenotypeView& variant);
    /// `point`: K effects of the covariates in addition to the null model's, and the variant's.
    [[nodiscard]] DiscreteSums at(const Eigen::VectorXd& point, bool expected) const;

private:
    const CoxNullCohort& records_;
    const DiscreteNullCohort& cohort_;
    const DiscreteNullFit& fit_;
    std::size_t people_;
    std::vector<double> numbers_;  // N
    RowMatrix x_;                  // n × (K + 1): covariates and codes or numbers
    // Without the people who lack a call, where there are any.
    bool any_missing_ = false;
    DiscreteRows kept_;
    RowMatrix kept_x_;
    Eigen::VectorXd kept_eta_;
};

}  // namespace atria::survival
