#pragma once

#include "kernels/association/logistic_evaluation.hpp"
#include "kernels/association/logistic_null.hpp"
#include "kernels/data/genotype_block.hpp"
#include "kernels/math/genotype_products.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace atria::association {

/// The block with the dominant coding, 1 for everybody who has a code other than 0: what squares are formed with.
[[nodiscard]] GenotypeBlock carriers_of(const GenotypeBlock& genotypes);

/// One cohort's sums at a null model for all variants of a block, from one product with the codes and one of the
/// weights with the carriers: Σ g² w = 3 Σ g w - 2 Σ [g > 0] w for codes up to 2, exact in fixed point. Of real numbers
/// it takes the products themselves.
class LogisticNullSums {
public:
    /// `carriers`: carriers_of(genotypes). The cohort and the fit must outlive the sums.
    LogisticNullSums(const LogisticNullCohort& cohort, const LogisticNullFit& fit, const GenotypeBlock& genotypes,
                     const GenotypeBlock& carriers);

    /// `missing`: the places among the analysed of those without a call at variant v.
    [[nodiscard]] LogisticSums at(std::size_t v, const std::vector<std::uint32_t>& missing) const;

private:
    const LogisticNullCohort& cohort_;
    const LogisticNullFit& fit_;
    math::FixedPointSums products_;
    math::FixedPointSums carried_weights_;  ///< 1 × M
    // Of variants of real numbers; both empty without any.
    std::vector<std::uint8_t> real_;  ///< M: 1 = is one
    Eigen::MatrixXd real_products_;   ///< (K + 3) × M: products with the columns, and Σ g² w
};

}  // namespace atria::association
