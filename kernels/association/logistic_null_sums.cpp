#include "kernels/association/logistic_null_sums.hpp"

#include "kernels/data/genotype_recoding.hpp"

namespace atria::association {
namespace {

/// What the people without a call add to a null model's sums.
void take_out_missing(const math::FixedPointColumns& columns, const LogisticNullCohort& cohort,
                      const std::vector<std::uint32_t>& missing, LogisticSums& sums) {
    const auto k = static_cast<Eigen::Index>(columns.columns()) - 2;
    Eigen::VectorXd row(k + 2);
    for (const std::uint32_t i : missing) {
        const std::int64_t* fixed = columns.row(cohort.person[i]);
        for (Eigen::Index c = 0; c < k + 2; ++c) { row[c] = columns.real(fixed[c], static_cast<std::size_t>(c)); }
        const auto x = cohort.people.x.col(i);
        const double residual = row[k + 1];
        sums.score[0] -= residual;
        sums.score.segment(1, k) -= residual * x;
        sums.information(0, 0) -= row[0];
        sums.information.col(0).segment(1, k) -= row.segment(1, k);
        sums.information.block(1, 1, k, k) -= row.segment(1, k) * x.transpose();
    }
    sums.information.row(0).segment(1, k) = sums.information.col(0).segment(1, k).transpose();
}

}  // namespace

GenotypeBlock carriers_of(const GenotypeBlock& genotypes) {
    VariantCoding dominant;
    dominant.model = GeneticModel::dominant;
    RecodingCounts nobody;
    return recoded(genotypes, std::vector<VariantCoding>(genotypes.variants.size(), dominant), nobody);
}

LogisticNullSums::LogisticNullSums(const LogisticNullCohort& cohort, const LogisticNullFit& fit,
                                   const GenotypeBlock& genotypes, const GenotypeBlock& carriers)
    : cohort_(cohort),
      fit_(fit),
      products_(math::genotype_products(*fit.columns, genotypes.variants)),
      carried_weights_(math::genotype_products(*fit.columns, carriers.variants, 1)) {}

LogisticSums LogisticNullSums::at(std::size_t v, const std::vector<std::uint32_t>& missing) const {
    const math::FixedPointColumns& columns = *fit_.columns;
    const auto column = static_cast<Eigen::Index>(v);
    LogisticSums sums = fit_.sums;
    const auto k = static_cast<Eigen::Index>(columns.columns()) - 2;
    if (!missing.empty()) { take_out_missing(columns, cohort_, missing, sums); }
    sums.score[k + 1] = columns.real(products_(k + 1, column), static_cast<std::size_t>(k + 1));
    for (Eigen::Index c = 0; c <= k; ++c) {
        const double across = columns.real(products_(c, column), static_cast<std::size_t>(c));
        sums.information(k + 1, c) = sums.information(c, k + 1) = across;
    }
    sums.information(k + 1, k + 1) = columns.real(3 * products_(0, column) - 2 * carried_weights_(0, column), 0);
    return sums;
}

}  // namespace atria::association
