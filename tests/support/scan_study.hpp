#pragma once

#include "kernels/scan_kernel.hpp"
#include "tests/support/genotype_blocks.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace atria::test {

/// Records of a kind and genotypes of all cohorts.
template <typename Cohort>
struct Study {
    std::vector<Cohort> cohorts;
    std::vector<std::vector<Calls>> calls;      ///< cohort × variant
    std::vector<std::vector<Storage>> storage;  ///< cohort × variant

    [[nodiscard]] std::size_t variants() const { return calls.front().size(); }
};

/// Scans `count` variants from `first` as one block, round by round as the driver does.
template <typename Cohort>
std::vector<ScanRows> scan_study(const Study<Cohort>& study, const ScanKernel& kernel, std::size_t first,
                                 std::size_t count) {
    const auto from = static_cast<std::ptrdiff_t>(first);
    const auto to = static_cast<std::ptrdiff_t>(first + count);
    std::vector<GenotypeBlock> blocks;
    for (std::size_t c = 0; c < study.cohorts.size(); ++c) {
        blocks.push_back(genotype_block(study.cohorts[c].covariates.people(),
                                        {study.calls[c].begin() + from, study.calls[c].begin() + to},
                                        {study.storage[c].begin() + from, study.storage[c].begin() + to}));
    }
    const std::unique_ptr<BlockState> state = kernel.begin(count);
    std::vector<Contribution> contributions(blocks.size());
    do {
        for (std::size_t c = 0; c < blocks.size(); ++c) {
            contributions[c] = kernel.accumulate(CohortIndex{static_cast<std::uint32_t>(c)}, blocks[c], *state);
        }
    } while (kernel.update(*state, contributions));
    return kernel.report(*state, contributions);
}

/// All variants as one block.
template <typename Cohort>
std::vector<ScanRows> scan_study(const Study<Cohort>& study, const ScanKernel& kernel) {
    return scan_study(study, kernel, 0, study.variants());
}

}  // namespace atria::test
