#include "kernels/association/real_linear_sums.hpp"

#include "kernels/data/real_variants.hpp"
#include "kernels/math/real_products.hpp"

namespace atria::association {

RealLinearSums::RealLinearSums(const LinearNull& null, const LinearColumns& shared, std::size_t cohort,
                               const GenotypeBlock& genotypes)
    : absent_(shared.groups.size()) {
    const math::FixedPointColumns& columns = *shared.cohorts[cohort].columns;
    const auto variants = static_cast<Eigen::Index>(genotypes.variants.size());
    RealVariants some(genotypes);
    while (some.next()) {
        if (products_.size() == 0) { products_.setZero(static_cast<Eigen::Index>(columns.columns()), variants); }
        const Eigen::MatrixXd products = math::real_products(columns, some.values(), columns.columns());
        for (std::size_t i = 0; i < some.size(); ++i) {
            products_.col(static_cast<Eigen::Index>(some.variant(i))) = products.col(static_cast<Eigen::Index>(i));
        }
        for (std::size_t g = 0; g < shared.groups.size(); ++g) {
            const LinearNullGroup& group = null.groups[shared.groups[g]];
            const LinearNullCohort& part = group.cohorts[cohort];
            if (!part.absent) { continue; }
            if (absent_[g].size() == 0) { absent_[g].setZero(group.rank, variants); }
            const auto people = part.absent->people.people();
            const Eigen::MatrixXd theirs = some.values()(people, Eigen::all);
            const Eigen::MatrixXd taken =
                math::real_products(part.absent->columns, theirs, static_cast<std::size_t>(group.rank));
            for (std::size_t i = 0; i < some.size(); ++i) {
                absent_[g].col(static_cast<Eigen::Index>(some.variant(i))) = taken.col(static_cast<Eigen::Index>(i));
            }
        }
    }
}

}  // namespace atria::association
