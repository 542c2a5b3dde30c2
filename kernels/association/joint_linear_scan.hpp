#pragma once

#include "kernels/association/joint_sums.hpp"
#include "kernels/association/linear_null.hpp"
#include "kernels/association/linear_robust.hpp"
#include "kernels/association/variant_terms.hpp"
#include "kernels/scan_kernel.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace atria::association {

/// y = cohort intercept + covariates + several columns of the variant (VariantTerms), by least squares: every effect
/// with Student's t, and Wald tests of several effects with F. People without a call are left out of that variant.
///
/// Traits of the answer: for each trait of the null model one a test, TRAIT.TEST. With robust standard errors a second
/// round goes over the people.
class JointLinearScan final : public ScanKernel {
public:
    JointLinearScan(LinearNull null, VariantTerms terms, StandardErrors errors);

    [[nodiscard]] std::vector<std::string> traits() const override;
    [[nodiscard]] std::unique_ptr<BlockState> begin(std::size_t variants) const override;
    [[nodiscard]] Contribution accumulate(CohortIndex cohort, const GenotypeBlock& genotypes,
                                          const BlockState& state) const override;
    bool update(BlockState& state, std::span<Contribution> contributions) const override;
    [[nodiscard]] std::vector<ScanRows> report(const BlockState& state,
                                               std::span<const Contribution> contributions) const override;
    [[nodiscard]] std::size_t block_bytes(std::size_t variants) const override;
    [[nodiscard]] std::size_t resident_bytes() const override;

private:
    /// A group of traits with the places of its numbers in the contributions of both rounds.
    struct Group {
        const LinearNullGroup* null = nullptr;
        JointLayout layout;
        Eigen::Index first = 0;   // row, first round
        Eigen::Index second = 0;  // row, second round: those who are fitted in any case and T squares, pooled and own
        [[nodiscard]] Eigen::Index robust_width() const { return 1 + layout.base.traits * layout.terms * layout.terms; }
    };

    [[nodiscard]] Contribution second_round(std::size_t cohort, const GenotypeBlock& genotypes,
                                            const BlockState& state) const;
    /// The T traits of a group in one cohort at one variant.
    [[nodiscard]] std::vector<JointSums> sums_of(const Group& group, std::size_t cohort, Eigen::Index variant,
                                                 const Contribution& first) const;
    [[nodiscard]] LinearFit pooled_fit(const Group& group, Eigen::Index variant,
                                       std::span<const Contribution> first) const;

    LinearNull null_;
    VariantTerms terms_;
    StandardErrors errors_;
    std::vector<Group> groups_;
    Eigen::Index first_width_ = 0;
    Eigen::Index second_width_ = 0;
};

}  // namespace atria::association
