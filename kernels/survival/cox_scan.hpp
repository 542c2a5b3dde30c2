#pragma once

#include "kernels/scan_kernel.hpp"
#include "kernels/survival/cox_correction.hpp"
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
/// exactly, null model included. Corrections (CoxCorrection) follow in rounds of their own.
///
/// A contribution holds a cohort's counts, its log likelihood and derivatives at the pooled fit's present point, and,
/// in the second round, the cohort's own finished fit.
class CoxScan final : public ScanKernel {
public:
    explicit CoxScan(CoxNull null, const CoxTest& test = {});

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
    CoxTest test_;
    double refine_from_;  // score statistic; 0 = every variant is refined, and nothing is screened
    // An outcome, a cohort: first looks at the shared and at the cohort's own null model. Empty when nothing is
    // screened.
    std::vector<std::vector<Screens>> screens_;
};

}  // namespace atria::survival
