#pragma once

#include "kernels/association/linear_null.hpp"
#include "kernels/data/genotype_block.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <vector>

namespace atria::association {

/// Products of a block's variants of real numbers with the columns that groups share, in one cohort: what
/// genotype_products and AbsentSums are for codes. K covariates.
class RealLinearSums {
public:
    RealLinearSums(const LinearNull& null, const LinearColumns& shared, std::size_t cohort,
                   const GenotypeBlock& genotypes);

    /// Σ number × column k over everybody whom the columns are held for.
    [[nodiscard]] double product(Eigen::Index k, Eigen::Index variant) const { return products_(k, variant); }
    /// Σ number × covariate k over those who have the group's traits; `group`: its place among those that share.
    [[nodiscard]] double covariate(std::size_t group, Eigen::Index k, Eigen::Index variant) const {
        const Eigen::MatrixXd& absent = absent_[group];
        return absent.size() == 0 ? products_(k, variant) : products_(k, variant) - absent(k, variant);
    }

private:
    Eigen::MatrixXd products_;             // columns × M; empty without such variants
    std::vector<Eigen::MatrixXd> absent_;  // a group: K × M, or nothing
};

}  // namespace atria::association
