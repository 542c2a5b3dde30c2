#pragma once

#include "kernels/math/lanes.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace atria::math {

/// L D L' of eight symmetric positive semi-definite K × K matrices side by side, by the rule of RankedCholesky: a pivot
/// that falls below its tolerance times its own diagonal entry is taken as zero.
class LanesCholesky {
public:
    /// `gram`: packed lower triangles (packed_size(K)), which become the factors in place. `diagonal` (K): what pivots
    /// are measured by.
    LanesCholesky(std::span<Lanes> gram, std::span<const Lanes> diagonal, std::span<Lanes> inverse_pivots);

    /// Columns that were kept.
    [[nodiscard]] const Lanes& rank() const { return rank_; }

    /// b becomes L^-1 b.
    void forward(std::span<Lanes> b) const;

    /// b' A^- c of what forward has made of b and c.
    [[nodiscard]] Lanes product(std::span<const Lanes> b, std::span<const Lanes> c) const;

private:
    std::span<const Lanes> lower_;
    std::span<const Lanes> inverse_pivots_;  // 1/D; 0 = left out
    Lanes rank_ = Lanes::all(0.0);
};

}  // namespace atria::math
