#pragma once

#include "kernels/association/logistic_evaluation.hpp"
#include "kernels/association/logistic_null.hpp"
#include "kernels/data/genotype_block.hpp"
#include "kernels/math/genotype_products.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace atria::association {

/// The block's codes as carried or not, 1 for everybody who has a code of 1 or 2: what squares are formed with. Of
/// variants with real numbers there is nothing.
[[nodiscard]] GenotypeBlock carriers_of(const GenotypeBlock& genotypes);

/// What a variant adds to a cohort's sums at a null model.
struct VariantSums {
    double score = 0;             ///< Σ g (y - mu)
    Eigen::VectorXd information;  ///< K + 2: Σ g w, Σ g w x, Σ g² w
};

/// One cohort's sums at its null models for all variants of a block, from one product with the codes and one of the
/// weights with the carriers: Σ g² w = 3 Σ g w - 2 Σ [g > 0] w for codes up to 2, exact in fixed point. Of real numbers
/// it takes the products themselves.
class LogisticNullSums {
public:
    /// `carriers`: carriers_of(genotypes). The cohort, which has columns, must outlive the sums.
    LogisticNullSums(const LogisticNullCohort& cohort, const GenotypeBlock& genotypes, const GenotypeBlock& carriers);

    /// Of variant v at one of the cohort's fits.
    void variant_at(const LogisticNullFit& fit, std::size_t v, VariantSums& sums) const;

    /// All sums. `missing`: the places among the analysed of those without a call at variant v.
    [[nodiscard]] LogisticSums at(const LogisticNullFit& fit, std::size_t v,
                                  const std::vector<std::uint32_t>& missing) const;

private:
    const LogisticNullCohort& cohort_;
    Eigen::Index covariates_;
    math::FixedPointSums products_;
    math::FixedPointSums carried_weights_;  ///< a weight column of each fit × M
    // Of variants of real numbers; both empty without any.
    std::vector<std::uint8_t> real_;  ///< M: 1 = is one
    Eigen::MatrixXd real_products_;   ///< products with the columns, and Σ g² w of each fit × M
};

}  // namespace atria::association
