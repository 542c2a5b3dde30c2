#pragma once

#include "kernels/scan_kernel.hpp"
#include "kernels/survival/discrete_fit.hpp"
#include "kernels/survival/discrete_null.hpp"
#include "kernels/survival/discrete_screen.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace atria::survival {

struct DiscreteTest {
    /// Variants with a larger p of the pooled score test are estimated by an expansion about the null model, and so are
    /// their cohorts' own estimates, unless the cohort's own p is 0.001 or less. 1 refines every variant.
    double refine_p = 1;
    bool wald = false;  ///< Wald's test of the maximum of the likelihood instead of the score test
};

/// Proportional hazards in grouped time (Prentice & Gloeckler 1978): for each variant Rao's score test given the null
/// model, and the maximum of the likelihood in the variant and the covariates together, over all cohorts and in each
/// cohort by itself. For coarse times with many events each, where neither Efron's nor Breslow's way is calibrated.
///
/// The score test has the expected information, as that is the variance of the score among people at risk: in an
/// interval in which many have their event the observed one depends on which carriers have theirs, and so goes along
/// with the score. The search for the maximum has the observed information, with which it is Newton's method.
///
/// The intercepts, one for each interval of each stratum of each cohort, are maximised over inside a cohort: a
/// contribution holds counts, log likelihood, score and both informations at the pooled fit's present point, free of
/// the intercepts; and, in the second round, the cohort's own finished fit. An infinite estimate keeps its score test.
class DiscreteScan final : public ScanKernel {
public:
    explicit DiscreteScan(DiscreteNull null, const DiscreteTest& test = {});

    [[nodiscard]] std::vector<std::string> traits() const override { return null_.people.outcomes; }
    [[nodiscard]] std::unique_ptr<BlockState> begin(std::size_t variants) const override;
    [[nodiscard]] Contribution accumulate(CohortIndex cohort, const GenotypeBlock& genotypes,
                                          const BlockState& state) const override;
    bool update(BlockState& state, std::span<Contribution> contributions) const override;
    [[nodiscard]] std::vector<ScanRows> report(const BlockState& state,
                                               std::span<const Contribution> contributions) const override;
    [[nodiscard]] std::size_t block_bytes(std::size_t variants) const override;
    [[nodiscard]] std::size_t resident_bytes() const override;

private:
    struct Screens {
        std::unique_ptr<DiscreteScreen> pooled;  ///< none: nothing is to be had
        std::unique_ptr<DiscreteScreen> own;
    };

    void report_test(const DiscreteFit& fit, Estimate& row) const;
    void fit_cohort(std::size_t outcome, std::size_t cohort, const GenotypeBlock& genotypes,
                    std::span<const DiscreteFit> pooled, Eigen::MatrixXd& sums) const;

    DiscreteNull null_;
    DiscreteTest test_;
    double refine_from_;                         // score statistic
    std::vector<std::vector<Screens>> screens_;  // an outcome, a cohort
};

}  // namespace atria::survival
