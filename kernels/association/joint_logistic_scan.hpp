#pragma once

#include "kernels/association/logistic_null.hpp"
#include "kernels/association/variant_terms.hpp"
#include "kernels/scan_kernel.hpp"

#include <memory>
#include <string>
#include <vector>

namespace atria::association {

/// What the standard errors of a full logistic fit rest on.
enum class LogisticErrors : std::uint8_t {
    information,  ///< the inverse information
    sandwich,     ///< Huber and White: inverse information, Σ of squared scores, inverse information
};

/// log odds = cohort intercept + covariates + several columns of the variant (VariantTerms), every variant fitted to
/// its maximum likelihood over the people with a call: Wald tests of each effect, and of several together with
/// chi-square.
///
/// Traits of the answer: for each trait of the null model one a test, TRAIT.TEST; with a single test TRAIT.
class JointLogisticScan final : public ScanKernel {
public:
    JointLogisticScan(LogisticNull null, VariantTerms terms, LogisticErrors errors);

    [[nodiscard]] std::vector<std::string> traits() const override;
    [[nodiscard]] std::unique_ptr<BlockState> begin(std::size_t variants) const override;
    [[nodiscard]] Contribution accumulate(CohortIndex cohort, const GenotypeBlock& genotypes,
                                          const BlockState& state) const override;
    bool update(BlockState& state, std::span<Contribution> contributions) const override;
    [[nodiscard]] std::vector<ScanRows> report(const BlockState& state,
                                               std::span<const Contribution> contributions) const override;
    [[nodiscard]] std::size_t block_bytes(std::size_t variants) const override;
    [[nodiscard]] std::size_t resident_bytes() const override { return null_.bytes() + terms_.bytes(); }

private:
    LogisticNull null_;
    VariantTerms terms_;
    LogisticErrors errors_;
};

}  // namespace atria::association
