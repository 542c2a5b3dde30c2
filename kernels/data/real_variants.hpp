#pragma once

#include "kernels/data/genotype_block.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

namespace atria {

/// The variants of a block that give people real numbers, some of them decoded at a time: memory does not grow with the
/// block.
class RealVariants {
public:
    static constexpr std::size_t at_once = 8;

    /// `chosen`: which of the block's variants; those that are absent or have codes are passed over.
    RealVariants(const GenotypeBlock& block, std::span<const std::size_t> chosen);
    explicit RealVariants(const GenotypeBlock& block);

    /// The next ones, up to at_once; false: there are no more.
    bool next();

    [[nodiscard]] std::size_t size() const { return end_ - begin_; }
    /// Place in the block of the i-th of them.
    [[nodiscard]] std::size_t variant(std::size_t i) const { return variants_[begin_ + i]; }
    /// N × size(): their numbers, 0 for those who have none.
    [[nodiscard]] auto values() const { return values_.leftCols(static_cast<Eigen::Index>(size())); }

private:
    void take(std::size_t v);

    const GenotypeBlock& block_;
    std::vector<std::size_t> variants_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    Eigen::MatrixXd values_;  // N × at_once
};

}  // namespace atria
