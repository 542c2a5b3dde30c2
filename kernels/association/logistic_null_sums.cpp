#include "kernels/association/logistic_null_sums.hpp"

#include "kernels/data/genotype_recoding.hpp"
#include "kernels/data/real_variants.hpp"
#include "kernels/math/real_products.hpp"

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
    std::vector<VariantCoding> codings;
    for (const GenotypeView& variant : genotypes.variants) {
        codings.push_back(is_real(variant) ? VariantCoding{} : dominant);
    }
    return recoded(genotypes, codings, nobody);
}

LogisticNullSums::LogisticNullSums(const LogisticNullCohort& cohort, const LogisticNullFit& fit,
                                   const GenotypeBlock& genotypes, const GenotypeBlock& carriers)
    : cohort_(cohort),
      fit_(fit),
      products_(math::genotype_products(*fit.columns, genotypes.variants)),
      carried_weights_(math::genotype_products(*fit.columns, carriers.variants, 1)) {
    const math::FixedPointColumns& columns = *fit.columns;
    RealVariants some(genotypes);
    while (some.next()) {
        const Eigen::MatrixXd products = math::real_products(columns, some.values(), columns.columns());
        const Eigen::MatrixXd squares = math::real_products(columns, some.values().cwiseAbs2(), 1);
        if (real_products_.size() == 0) {
            real_products_.setZero(products.rows() + 1, static_cast<Eigen::Index>(genotypes.variants.size()));
            real_.assign(genotypes.variants.size(), 0);
        }
        for (std::size_t i = 0; i < some.size(); ++i) {
            const auto at = static_cast<Eigen::Index>(i);
            real_products_.col(static_cast<Eigen::Index>(some.variant(i))) << products.col(at), squares.col(at);
            real_[some.variant(i)] = 1;
        }
    }
}

LogisticSums LogisticNullSums::at(std::size_t v, const std::vector<std::uint32_t>& missing) const {
    const math::FixedPointColumns& columns = *fit_.columns;
    const auto column = static_cast<Eigen::Index>(v);
    LogisticSums sums = fit_.sums;
    const auto k = static_cast<Eigen::Index>(columns.columns()) - 2;
    if (!missing.empty()) { take_out_missing(columns, cohort_, missing, sums); }
    if (!real_.empty() && real_[v] != 0) {
        const auto numbers = real_products_.col(column);
        sums.score[k + 1] = numbers[k + 1];
        sums.information.row(k + 1).head(k + 1) = numbers.head(k + 1).transpose();
        sums.information.col(k + 1).head(k + 1) = numbers.head(k + 1);
        sums.information(k + 1, k + 1) = numbers[k + 2];
        return sums;
    }
    sums.score[k + 1] = columns.real(products_(k + 1, column), static_cast<std::size_t>(k + 1));
    for (Eigen::Index c = 0; c <= k; ++c) {
        const double across = columns.real(products_(c, column), static_cast<std::size_t>(c));
        sums.information(k + 1, c) = sums.information(c, k + 1) = across;
    }
    sums.information(k + 1, k + 1) = columns.real(3 * products_(0, column) - 2 * carried_weights_(0, column), 0);
    return sums;
}

}  // namespace atria::association
