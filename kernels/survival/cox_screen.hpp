#pragma once

#include "kernels/data/genotype_block.hpp"
#include "kernels/math/fixed_point_columns.hpp"
#include "kernels/survival/cox_evaluation.hpp"
#include "kernels/survival/cox_null.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace atria::survival {

/// A cheap first look at the variants of one stratum, for scans that refine only small p. At the null model the
/// information between variant and covariates is linear in the genotype, so it comes out of the same product as a
/// linear scan's; only the variant's own cumulants need the risk sets. For complete variants the score test is that of
/// the full evaluation. People without a call are taken out of the risk sets exactly, and out of the covariates'
/// effects to first order.
class CoxScreen {
public:
    /// `people`: of the cohort.
    CoxScreen(const CoxNullCohort& cohort, const CoxNullFit& fit, Ties ties, std::size_t people);

    /// `chosen`: present variants of the block. Calls `receive` once each, with sums at the null point along g (a = 0);
    /// third_x is 0.
    void run(const GenotypeBlock& genotypes, std::span<const std::size_t> chosen,
             const CoxEvaluation::Receive& receive) const;

    [[nodiscard]] std::size_t bytes() const;

private:
    /// One term of an event time with complete calls, where the risk sets are those of the null model.
    struct EventTerm {
        double inverse;  // weight / S0
        double weight;
        double share;  // of the deaths that has left
    };
    void cumulants(const CoxPanel& panel, CoxLaneBuffers& buffers, CoxLaneSums& sums) const;

    const CoxNullCohort& cohort_;
    CoxStratum stratum_;
    double log_likelihood_;                                 // of the null model
    std::unique_ptr<math::FixedPointColumns> information_;  // N × K: what a copy adds to the information with x
    Eigen::MatrixXd score_residuals_;                       // K × N: what a person adds to the score of x
    Eigen::VectorXd score_;                                 // K: of x, over all people; 0 at the cohort's own maximum
    std::vector<EventTerm> terms_;                          // from the last event time to the first
};

}  // namespace atria::survival
