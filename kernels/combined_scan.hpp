#pragma once

#include "kernels/scan_kernel.hpp"

#include <memory>
#include <vector>

namespace atria {

/// Several kernels over the same genotypes in one pass: quantitative beside binary traits. Each goes through the rounds
/// that it needs, and its traits follow those of the kernels before it.
class CombinedScan final : public ScanKernel {
public:
    explicit CombinedScan(std::vector<std::unique_ptr<ScanKernel>> kernels);

    [[nodiscard]] std::vector<std::string> traits() const override;
    [[nodiscard]] std::unique_ptr<BlockState> begin(std::size_t variants) const override;
    [[nodiscard]] Contribution accumulate(CohortIndex cohort, const GenotypeBlock& genotypes,
                                          const BlockState& state) const override;
    bool update(BlockState& state, std::span<Contribution> contributions) const override;
    [[nodiscard]] std::vector<ScanRows> report(const BlockState& state,
                                               std::span<const Contribution> contributions) const override;
    [[nodiscard]] std::size_t block_bytes(std::size_t variants) const override;
    [[nodiscard]] std::size_t variants_at_once() const override;
    [[nodiscard]] std::size_t resident_bytes() const override;

private:
    std::vector<std::unique_ptr<ScanKernel>> kernels_;
};

/// The kernel itself where there is one only.
[[nodiscard]] std::unique_ptr<ScanKernel> one_kernel(std::vector<std::unique_ptr<ScanKernel>> kernels);

}  // namespace atria
