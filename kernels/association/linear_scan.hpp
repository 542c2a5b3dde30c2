#pragma once

#include "kernels/association/linear_null.hpp"
#include "kernels/association/linear_robust.hpp"
#include "kernels/association/linear_sums.hpp"
#include "kernels/scan_kernel.hpp"

#include <memory>
#include <string>
#include <vector>

namespace atria::association {

/// y = cohort intercept + covariates + beta · (copies of the effect allele), by least squares, with Student's t.
///
/// A contribution holds, for each group of traits, the counts of calls, Q'g and y'g, and what the people without a call
/// would have added to Q'Q, Q'y and y'y. From these the pooled estimate and each cohort's own (with its own intercept
/// and covariate effects) follow exactly, whoever is missing: nothing is projected on people who are not there. Robust
/// standard errors take a second round over the people, at the estimates of the first.
class LinearScan final : public ScanKernel {
public:
    LinearScan(LinearNull null, MissingGenotype missing, StandardErrors errors = StandardErrors::equal_variance);

    [[nodiscard]] std::vector<std::string> traits() const override { return null_.traits; }
    [[nodiscard]] std::unique_ptr<BlockState> begin(std::size_t variants) const override;
    [[nodiscard]] Contribution accumulate(CohortIndex cohort, const GenotypeBlock& genotypes,
                                          const BlockState& state) const override;
    bool update(BlockState& state, std::span<Contribution> contributions) const override;
    [[nodiscard]] std::vector<ScanRows> report(const BlockState& state,
                                               std::span<const Contribution> contributions) const override;
    [[nodiscard]] std::size_t block_bytes(std::size_t variants) const override;
    [[nodiscard]] std::size_t variants_at_once() const override;
    [[nodiscard]] std::size_t resident_bytes() const override { return null_.bytes(); }

    [[nodiscard]] const LinearNull& null() const { return null_; }

private:
    [[nodiscard]] Contribution second_round(CohortIndex cohort, const GenotypeBlock& genotypes,
                                            const BlockState& state) const;

    LinearNull null_;
    MissingGenotype missing_;
    StandardErrors errors_;
    VariantTerms term_;
    std::vector<Eigen::Index> group_offsets_;  // first row of each group in a contribution
    Eigen::Index width_ = 0;
};

}  // namespace atria::association
