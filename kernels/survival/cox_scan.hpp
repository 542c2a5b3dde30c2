#pragma once

#include "kernels/scan_kernel.hpp"
#include "kernels/survival/cox_null.hpp"
#include "kernels/survival/cox_screen.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace atria::survival {

/// Cox proportional hazards with the cohort as stratum: for each variant the score test with the exact information
/// given the null model, and the maximum of the likelihood in the variant and the covariates together, over all cohorts
/// and in each cohort by itself (with covariate effects of its own). People without a call are left out of that variant
/// exactly, null model included.
///
/// A contribution holds a cohort's counts, its log likelihood and derivatives at the pooled fit's present point, and,
/// in the second round, the cohort's own finished fit.
class CoxScan final : public ScanKernel {
public:
    /// `refine_p`: variants with a larger p of the pooled score test are estimated by an expansion about the null
    /// model, and so are their cohorts' own estimates, unless the cohort's own p is 0.001 or less. 1 refines every
    /// variant.
    explicit CoxScan(CoxNull null, double refine_p = 1);

    [[nodiscard]] std::vector<std::string> traits() const override { return null_.outcomes; }
    [[nodiscard]] std::unique_ptr<BlockState> begin(std::size_t variants) const override;
    [[nodiscard]] Contribution accumulate(CohortIndex cohort, const GenotypeBlock& genotypes,
                                          const BlockState& state) const override;
    bool update(BlockState& state, std::span<Contribution> contributions) const override;
    [[nodiscard]] std::vector<ScanRows> report(const BlockState& state,
                                               std::span<const Contribution> contributions) const override;
    [[nodiscard]] std::size_t block_bytes(std::size_t variants) const override;
    [[nodiscard]] std::size_t resident_bytes() const override;

    [[nodiscard]] const CoxNull& null() const { return null_; }

private:
    struct Screens {
        std::unique_ptr<CoxScreen> pooled;
        std::unique_ptr<CoxScreen> own;
    };

    CoxNull null_;
    double refine_from_;  // score statistic; 0 = every variant is refined, and nothing is screened
    // An outcome, a cohort: first looks at the shared and at the cohort's own null model. Empty when nothing is
    // screened.
    std::vector<std::vector<Screens>> screens_;
};

}  // namespace atria::survival
