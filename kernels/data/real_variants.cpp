#include "kernels/data/real_variants.hpp"

#include "kernels/data/genotype_values.hpp"

#include <algorithm>

namespace atria {

RealVariants::RealVariants(const GenotypeBlock& block, std::span<const std::size_t> chosen) : block_(block) {
    for (const std::size_t v : chosen) { take(v); }
}

RealVariants::RealVariants(const GenotypeBlock& block) : block_(block) {
    for (std::size_t v = 0; v < block.variants.size(); ++v) { take(v); }
}

void RealVariants::take(std::size_t v) {
    if (block_.variants[v].present && is_real(block_.variants[v])) { variants_.push_back(v); }
}

bool RealVariants::next() {
    begin_ = end_;
    end_ = std::min(begin_ + at_once, variants_.size());
    if (begin_ == end_) { return false; }
    values_.resize(static_cast<Eigen::Index>(block_.people), static_cast<Eigen::Index>(at_once));
    for (std::size_t i = 0; i < size(); ++i) {
        decode_values_or_0(block_.variants[variant(i)], block_.people,
                           values_.col(static_cast<Eigen::Index>(i)).data());
    }
    return true;
}

}  // namespace atria
