#include "kernels/combined_scan.hpp"

#include <algorithm>
#include <utility>

namespace atria {
namespace {

class CombinedState final : public BlockState {
public:
    struct Part {
        std::unique_ptr<BlockState> state;
        std::vector<Contribution> last;  // a cohort, of the last round that the kernel wanted
        bool done = false;
    };
    std::vector<Part> parts;  // a kernel
};

}  // namespace

std::unique_ptr<ScanKernel> one_kernel(std::vector<std::unique_ptr<ScanKernel>> kernels) {
    if (kernels.size() == 1) { return std::move(kernels.front()); }
    return std::make_unique<CombinedScan>(std::move(kernels));
}

CombinedScan::CombinedScan(std::vector<std::unique_ptr<ScanKernel>> kernels) : kernels_(std::move(kernels)) {}

std::vector<std::string> CombinedScan::traits() const {
    std::vector<std::string> names;
    for (const auto& kernel : kernels_) {
        const std::vector<std::string> more = kernel->traits();
        names.insert(names.end(), more.begin(), more.end());
    }
    return names;
}

std::unique_ptr<BlockState> CombinedScan::begin(std::size_t variants) const {
    auto state = std::make_unique<CombinedState>();
    for (const auto& kernel : kernels_) { state->parts.push_back({kernel->begin(variants), {}, false}); }
    return state;
}

Contribution CombinedScan::accumulate(CohortIndex cohort, const GenotypeBlock& genotypes,
                                      const BlockState& state) const {
    const auto& combined = dynamic_cast<const CombinedState&>(state);
    Contribution contribution;
    for (std::size_t k = 0; k < kernels_.size(); ++k) {
        const CombinedState::Part& part = combined.parts[k];
        contribution.parts.push_back(part.done ? Contribution{}
                                               : kernels_[k]->accumulate(cohort, genotypes, *part.state));
    }
    return contribution;
}

bool CombinedScan::update(BlockState& state, std::span<Contribution> contributions) const {
    auto& combined = dynamic_cast<CombinedState&>(state);
    bool again = false;
    for (std::size_t k = 0; k < kernels_.size(); ++k) {
        CombinedState::Part& part = combined.parts[k];
        if (part.done) { continue; }
        part.last.clear();
        for (Contribution& contribution : contributions) { part.last.push_back(std::move(contribution.parts[k])); }
        part.done = !kernels_[k]->update(*part.state, part.last);
        if (!part.done) { part.last.clear(); }  // not beside those of the next round
        again = again || !part.done;
    }
    return again;
}

std::vector<ScanRows> CombinedScan::report(const BlockState& state, std::span<const Contribution>) const {
    const auto& combined = dynamic_cast<const CombinedState&>(state);
    std::vector<ScanRows> rows;
    for (std::size_t k = 0; k < kernels_.size(); ++k) {
        for (ScanRows& one : kernels_[k]->report(*combined.parts[k].state, combined.parts[k].last)) {
            rows.push_back(std::move(one));
        }
    }
    return rows;
}

std::size_t CombinedScan::block_bytes(std::size_t variants) const {
    std::size_t bytes = 0;
    for (const auto& kernel : kernels_) { bytes += kernel->block_bytes(variants); }
    return bytes;
}

std::size_t CombinedScan::variants_at_once() const {
    std::size_t least = ScanKernel::variants_at_once();
    for (const auto& kernel : kernels_) { least = std::min(least, kernel->variants_at_once()); }
    return least;
}

std::size_t CombinedScan::resident_bytes() const {
    std::size_t bytes = 0;
    for (const auto& kernel : kernels_) { bytes += kernel->resident_bytes(); }
    return bytes;
}

}  // namespace atria
