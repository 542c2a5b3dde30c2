#pragma once

#include "kernels/association/logistic_null.hpp"
#include "kernels/scan_kernel.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace atria::association {

/// log odds = cohort intercept + covariates + beta · (copies of the effect allele): score test for every variant,
/// corrected or fitted as LogisticFit describes, over all cohorts and in each cohort by itself (with covariate effects
/// of its own). People without a call are left out of that variant, from its null model too.
///
/// In the first round the sums at the null model come out of one fixed-point product a trait and cohort; the variants
/// that want more ask for a pass over the people a round. A contribution holds, a trait, the cohort's counts, its sums
/// at the pooled fit's present point and, in the first round, the cohort's own finished analysis.
class LogisticScan final : public ScanKernel {
public:
    LogisticScan(LogisticNull null, const LogisticTest& test);

    [[nodiscard]] std::vector<std::string> traits() const override { return null_.traits; }
    [[nodiscard]] std::unique_ptr<BlockState> begin(std::size_t variants) const override;
    [[nodiscard]] Contribution accumulate(CohortIndex cohort, const GenotypeBlock& genotypes,
                                          const BlockState& state) const override;
    bool update(BlockState& state, std::span<Contribution> contributions) const override;
    [[nodiscard]] std::vector<ScanRows> report(const BlockState& state,
                                               std::span<const Contribution> contributions) const override;
    [[nodiscard]] std::size_t block_bytes(std::size_t variants) const override;
    [[nodiscard]] std::size_t resident_bytes() const override { return null_.bytes(); }

    [[nodiscard]] const LogisticNull& null() const { return null_; }

private:
    LogisticNull null_;
    LogisticTest test_;
};

}  // namespace atria::association
