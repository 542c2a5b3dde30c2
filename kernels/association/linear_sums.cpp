#include "kernels/association/linear_sums.hpp"

#include "kernels/data/masked_counts.hpp"
#include "kernels/math/tails.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace atria::association {
namespace {

/// Below this share of its own variance a variant counts as a combination of covariates.
constexpr double collinear_share = 1e-10;
/// With less of a trait's variance left by the variant, what is left is rounding.
constexpr double perfect_share = 1e-12;

}  // namespace

void write_counts(const LinearNullCohort& cohort, const GenotypeView& variant, const LinearLayout& layout,
                  Eigen::Ref<Eigen::VectorXd> sums) {
    layout.write_counts(variant, cohort.included, cohort.mask, static_cast<std::uint32_t>(cohort.people), sums);
}

// A person at a time, so that the inner loops run over neighbouring numbers; each sum is formed by itself, whatever
// stands beside it.
void add_missing(const LinearNullCohort& cohort, const GenotypeView& variant, const LinearLayout& layout,
                 Eigen::Ref<Eigen::VectorXd> sums) {
    const math::FixedPointColumns& columns = *cohort.columns;
    const auto rank = static_cast<std::size_t>(layout.rank);
    std::vector<double> row(columns.columns());
    for_each_missing(variant, [&](std::size_t person) {
        if (cohort.included[person] == 0) { return; }
        const std::int64_t* fixed = columns.row(person);
        for (std::size_t k = 0; k < row.size(); ++k) { row[k] = columns.real(fixed[k], k); }
        double* gram = sums.data() + layout.missing_gram();
        for (std::size_t j = 0; j < rank; ++j) {
            for (std::size_t i = j; i < rank; ++i) { gram[i - j] += row[i] * row[j]; }
            gram += rank - j;
        }
        double* covariates = sums.data() + layout.missing_covariates();
        for (std::size_t j = 0; j < rank; ++j) { covariates[j] += row[j]; }
        for (Eigen::Index t = 0; t < layout.traits; ++t) {
            double* trait = sums.data() + layout.missing_trait(t);
            const double y = row[rank + static_cast<std::size_t>(t)];
            for (std::size_t j = 0; j < rank; ++j) { trait[j] += row[j] * y; }
            trait[rank] += y;
            trait[rank + 1] += y * y;
        }
    });
}

CentredSums centred_sums(const LinearNullCohort& cohort, const LinearLayout& layout, MissingGenotype policy,
                         Eigen::Index trait, const Eigen::Ref<const Eigen::VectorXd>& sums) {
    CentredSums answer(layout.rank);
    answer.gram_changed = true;
    if (sums[layout.present()] == 0) { return answer; }
    const double missing = sums[layout.missing()];
    const double called = cohort.people - missing;
    if (called <= 0) { return answer; }
    answer.parameters = 1;
    answer.effect_alleles = sums[layout.effect_alleles()];
    answer.alleles = sums[layout.alleles()];
    const double total = sums[layout.het()] + 2 * sums[layout.hom_effect()];
    const double mean = total / called;
    answer.gg = sums[layout.het()] + 4 * sums[layout.hom_effect()] - total * mean;
    answer.n = policy == MissingGenotype::exclude ? called : cohort.people;

    answer.gq = sums.segment(layout.covariate_products(), layout.rank);
    answer.gy = sums[layout.trait_products() + trait];
    answer.gram = cohort.gram;
    answer.diagonal = cohort.gram.diagonal();
    answer.qy = cohort.products.col(trait);
    answer.yy = cohort.squares[trait];
    answer.gram_changed = false;
    if (missing == 0) { return answer; }  // the columns are centred: nothing to take out

    const auto missing_q = sums.segment(layout.missing_covariates(), layout.rank);
    const auto missing_qy = sums.segment(layout.missing_trait(trait), layout.rank);
    const double missing_y = sums[layout.missing_trait(trait) + layout.rank];
    const double missing_yy = sums[layout.missing_trait(trait) + layout.rank + 1];
    // The columns' sums over called people are minus those over the others.
    answer.gq += mean * missing_q;
    answer.gy += mean * missing_y;
    if (policy == MissingGenotype::mean) { return answer; }

    const auto missing_gram = sums.segment(layout.missing_gram(), math::packed_size(layout.rank));
    answer.gram -= math::unpacked_triangle(missing_gram, layout.rank) + missing_q * missing_q.transpose() / called;
    answer.qy -= missing_qy + missing_q * (missing_y / called);
    answer.yy -= missing_yy + missing_y * missing_y / called;
    answer.gram_changed = true;
    return answer;
}

const math::RankedCholesky& factor_of(const CentredSums& sums, const math::RankedCholesky& unchanged,
                                      math::RankedCholesky& own) {
    if (!sums.gram_changed) { return unchanged; }
    own = math::RankedCholesky(sums.gram, sums.diagonal);
    return own;
}

void LinearSums::add(const LinearSums& other) {
    n += other.n;
    parameters += other.parameters;
    effect_alleles += other.effect_alleles;
    alleles += other.alleles;
    gg += other.gg;
    gy += other.gy;
    yy += other.yy;
}

void CentredSums::add(const CentredSums& other) {
    LinearSums::add(other);
    gq += other.gq;
    gram += other.gram;
    diagonal += other.diagonal;
    gram_changed = gram_changed || other.gram_changed;
    qy += other.qy;
}

void ProjectedSums::add(const ProjectedSums& other) {
    LinearSums::add(other);
    gg_before += other.gg_before;
    yy_before += other.yy_before;
}

ProjectedSums projected(const CentredSums& sums, const math::RankedCholesky& unchanged) {
    ProjectedSums answer;
    answer.n = sums.n;
    answer.effect_alleles = sums.effect_alleles;
    answer.alleles = sums.alleles;
    answer.gg_before = sums.gg;
    answer.yy_before = sums.yy;
    if (sums.n <= 0) { return answer; }
    math::RankedCholesky own;
    const math::RankedCholesky& factor = factor_of(sums, unchanged, own);
    Eigen::VectorXd g = sums.gq;
    Eigen::VectorXd y = sums.qy;
    factor.forward(g);
    factor.forward(y);
    answer.gg = sums.gg - g.squaredNorm();
    answer.gy = sums.gy - g.dot(y);
    answer.yy = sums.yy - y.squaredNorm();
    answer.parameters = sums.parameters + static_cast<double>(factor.rank());
    return answer;
}

bool has_effect(const ProjectedSums& sums) {
    return sums.n - sums.parameters - 1 >= 1 && sums.gg_before > 0 && sums.gg > collinear_share * sums.gg_before;
}

Estimate estimate(const ProjectedSums& sums) {
    Estimate row;
    row.n = sums.n;
    if (sums.n <= 0) { return row; }
    row.effect_allele_frequency = sums.effect_alleles / sums.alleles;
    row.mac = std::min(sums.effect_alleles, sums.alleles - sums.effect_alleles);
    if (!(sums.gg_before > 0) || row.mac == 0) {
        row.status = RowStatus::monomorphic;
        return row;
    }
    row.degrees_of_freedom = sums.n - sums.parameters - 1;
    if (row.degrees_of_freedom < 1) {
        row.status = RowStatus::too_few_people;
        row.degrees_of_freedom = not_available;
        return row;
    }
    if (sums.gg <= collinear_share * sums.gg_before) {
        row.status = RowStatus::collinear;
        return row;
    }
    if (!(sums.yy > collinear_share * sums.yy_before)) {
        row.status = RowStatus::no_trait_variance;
        return row;
    }
    row.beta = sums.gy / sums.gg;
    const double residual = sums.yy - sums.gy * row.beta;
    if (residual <= perfect_share * sums.yy) {
        row.status = RowStatus::perfect_fit;
        return row;
    }
    row.standard_error = std::sqrt(residual / row.degrees_of_freedom / sums.gg);
    row.statistic = row.beta / row.standard_error;
    row.neg_log10_p = math::student_neg_log10_p(row.statistic, row.degrees_of_freedom);
    row.status = RowStatus::ok;
    return row;
}

}  // namespace atria::association
