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
void add_covariates_of(const math::FixedPointColumns& columns, std::size_t person, std::span<double> row,
                       double* sums) {
    const std::size_t k = row.size();
    const std::int64_t* fixed = columns.row(person);
    for (std::size_t j = 0; j < k; ++j) { row[j] = columns.real(fixed[j], j); }
    for (std::size_t j = 0; j < k; ++j) {
        for (std::size_t i = j; i < k; ++i) { sums[i - j] += row[i] * row[j]; }
        sums += k - j;
    }
    for (std::size_t j = 0; j < k; ++j) { sums[j] += row[j]; }
}

void add_missing_covariates(const math::FixedPointColumns& columns, const GenotypeView& variant,
                            std::span<const std::uint8_t> included, Eigen::Index rank, double* sums) {
    std::vector<double> row(static_cast<std::size_t>(rank));
    for_each_missing(variant, [&](std::size_t person) {
        if (included[person] != 0) { add_covariates_of(columns, person, row, sums); }
    });
}

void add_missing(const LinearNullCohort& cohort, const GenotypeView& variant, const LinearLayout& layout,
                 Eigen::Ref<Eigen::VectorXd> sums) {
    const math::FixedPointColumns& columns = *cohort.columns;
    add_missing_covariates(columns, variant, cohort.included, layout.rank, sums.data() + layout.missing_gram());
    const auto rank = static_cast<std::size_t>(layout.rank);
    std::vector<double> row(rank);
    for_each_missing(variant, [&](std::size_t person) {
        if (cohort.included[person] == 0) { return; }
        const std::int64_t* fixed = columns.row(person);
        for (std::size_t k = 0; k < rank; ++k) { row[k] = columns.real(fixed[k], k); }
        for (Eigen::Index t = 0; t < layout.traits; ++t) {
            const auto residual = static_cast<std::size_t>(layout.first_residual + t);
            const double y = columns.real(fixed[residual], residual);
            double* trait = sums.data() + layout.missing_trait(t);
            for (std::size_t j = 0; j < rank; ++j) { trait[j] += row[j] * y; }
            trait[rank] += y;
            trait[rank + 1] += y * y;
        }
    });
}

void CentredSums::clear() {
    static_cast<LinearSums&>(*this) = {};
    gq.setZero();
    gram.setZero();
    diagonal.setZero();
    qy.setZero();
    gram_changed = false;
}

void find_centred_sums(const LinearNullCohort& cohort, const LinearLayout& layout, MissingGenotype policy,
                       Eigen::Index trait, const Eigen::Ref<const Eigen::VectorXd>& sums, CentredSums& answer) {
    const double missing = sums[layout.missing()];
    const double called = cohort.people - missing;
    if (sums[layout.present()] == 0 || called <= 0) {
        answer.clear();
        answer.gram_changed = cohort.people > 0;
        return;
    }
    answer.parameters = 1;
    answer.effect_alleles = sums[layout.effect_alleles()];
    answer.alleles = sums[layout.alleles()];
    const double total = sums[layout.het()] + 2 * sums[layout.hom_effect()];
    const double mean = total / called;
    const double squares = sums[layout.het()] + 4 * sums[layout.hom_effect()];
    answer.moments = {called, total, squares};
    answer.gg = squares - total * mean;
    if (answer.gg <= same_number_share * (squares + std::fabs(total))) { answer.gg = 0; }
    answer.n = policy == MissingGenotype::exclude ? called : cohort.people;

    answer.gq = sums.segment(layout.covariate_products(), layout.rank);
    answer.gy = sums[layout.trait_products() + trait];
    answer.gram = cohort.gram;
    answer.diagonal = cohort.gram_diagonal;
    answer.qy = cohort.products.col(trait);
    answer.yy = cohort.squares[trait];
    answer.gram_changed = false;
    // The products are with columns that are centred over the people they are held for, which may be more.
    if (cohort.absent) { answer.gq -= mean * cohort.covariate_sums; }
    if (missing == 0) { return; }

    const auto missing_q = sums.segment(layout.missing_covariates(), layout.rank);
    const auto missing_qy = sums.segment(layout.missing_trait(trait), layout.rank);
    const double missing_y = sums[layout.missing_trait(trait) + layout.rank];
    const double missing_yy = sums[layout.missing_trait(trait) + layout.rank + 1];
    // What is left for the called people.
    answer.gq += mean * missing_q;
    answer.gy += mean * missing_y;
    if (policy == MissingGenotype::mean) { return; }

    const Eigen::VectorXd& all_q = cohort.covariate_sums;
    const auto called_q = all_q - missing_q;
    const auto missing_gram = sums.segment(layout.missing_gram(), math::packed_size(layout.rank));
    Eigen::Index at = 0;
    for (Eigen::Index j = 0; j < layout.rank; ++j) {
        const Eigen::Index rows = layout.rank - j;
        const double of_all = all_q[j] / cohort.people;
        const double of_called = called_q[j] / called;
        answer.gram.segment(at, rows) +=
            of_all * all_q.tail(rows) - missing_gram.segment(at, rows) - of_called * called_q.tail(rows);
        at += rows;
    }
    answer.qy -= missing_qy - called_q * (missing_y / called);
    answer.yy -= missing_yy + missing_y * missing_y / called;
    answer.gram_changed = true;
}

CentredSums centred_sums(const LinearNullCohort& cohort, const LinearLayout& layout, MissingGenotype policy,
                         Eigen::Index trait, const Eigen::Ref<const Eigen::VectorXd>& sums) {
    CentredSums answer(layout.rank);
    find_centred_sums(cohort, layout, policy, trait, sums, answer);
    return answer;
}

const math::RankedCholesky& factor_of(const CentredSums& sums, const math::RankedCholesky& unchanged,
                                      math::RankedCholesky& own) {
    if (!sums.gram_changed) { return unchanged; }
    own.factorise(sums.gram, sums.diagonal);
    return own;
}

void LinearSums::add(const LinearSums& other) {
    n += other.n;
    parameters += other.parameters;
    effect_alleles += other.effect_alleles;
    alleles += other.alleles;
    moments.add(other.moments);
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
    answer.moments = sums.moments;
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
    sums.moments.write(row);
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
