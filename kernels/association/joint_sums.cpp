#include "kernels/association/joint_sums.hpp"

#include "kernels/data/genotype_values.hpp"
#include "kernels/math/tails.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace atria::association {
namespace {

/// Below this share of its own variance a trait counts as explained by covariates.
constexpr double explained_share = 1e-10;
/// With less of a trait's variance left by the variant, what is left is rounding.
constexpr double perfect_share = 1e-12;

/// Calls `visit(person, number)` for everybody whose code or number is not 0, ascending.
template <class Visit>
void for_each_carrier(const GenotypeView& variant, std::size_t people, Visit&& visit) {
    if (variant.encoding == Encoding::sparse && variant.base == 0) {
        for (const SparseEntry entry : variant.sparse) {
            if (code_of(entry) != missing_call) { visit(person_of(entry), static_cast<double>(code_of(entry))); }
        }
        return;
    }
    std::vector<double> numbers(people);
    decode_values_or_0(variant, people, numbers.data());
    for (std::size_t person = 0; person < people; ++person) {
        if (numbers[person] != 0) { visit(person, numbers[person]); }
    }
}

}  // namespace

void JointSums::add(const JointSums& other) {
    base.add(other.base);
    zz += other.zz;
    qz += other.qz;
    zy += other.zy;
}

void ProjectedJoint::add(const ProjectedJoint& other) {
    base.add(other.base);
    zz_before += other.zz_before;
    zz += other.zz;
    zy += other.zy;
}

// A person at a time; each sum is formed by itself, whatever stands beside it.
void add_terms(const LinearNullCohort& cohort, std::size_t index, const GenotypeView& variant,
               const VariantTerms& terms, const JointLayout& layout, Eigen::Ref<Eigen::VectorXd> sums) {
    const math::FixedPointColumns& columns = *cohort.columns;
    const auto rank = static_cast<std::size_t>(layout.base.rank);
    const std::size_t width = rank + static_cast<std::size_t>(layout.base.traits);
    const std::size_t skipped = static_cast<std::size_t>(layout.base.first_residual) - rank;
    const auto k = static_cast<std::size_t>(layout.terms);
    std::vector<double> row(width);
    std::vector<double> z(k);
    for_each_carrier(variant, cohort.included.size(), [&](std::size_t person, double code) {
        if (cohort.included[person] == 0) { return; }
        const std::int64_t* fixed = columns.row(person);
        for (std::size_t j = 0; j < rank; ++j) { row[j] = columns.real(fixed[j], j); }
        for (std::size_t j = rank; j < width; ++j) { row[j] = columns.real(fixed[j + skipped], j + skipped); }
        terms.write(index, person, code, z.data());
        double* total = sums.data() + layout.sums();
        double* square = sums.data() + layout.squares();
        double* product = sums.data() + layout.products();
        for (std::size_t a = 0; a < k; ++a) {
            *total++ += z[a];
            for (std::size_t b = a; b < k; ++b) { *square++ += z[a] * z[b]; }
            for (std::size_t j = 0; j < width; ++j) { product[j] += z[a] * row[j]; }
            product += width;
        }
    });
}

Eigen::VectorXd term_means(const LinearNullCohort& cohort, const JointLayout& layout,
                           const Eigen::Ref<const Eigen::VectorXd>& sums) {
    const double called = cohort.people - sums[layout.base.missing()];
    if (called <= 0) { return Eigen::VectorXd::Zero(layout.terms); }
    return sums.segment(layout.sums(), layout.terms) / called;
}

JointSums joint_sums(const LinearNullCohort& cohort, const JointLayout& layout, Eigen::Index trait,
                     const Eigen::Ref<const Eigen::VectorXd>& sums) {
    const LinearLayout& base = layout.base;
    JointSums answer(base.rank, layout.terms);
    if (cohort.people <= 0) { return answer; }
    answer.base = centred_sums(cohort, base, MissingGenotype::exclude, trait, sums);
    answer.base.gq.setZero();
    answer.base.gy = 0;
    if (answer.base.n <= 0) { return answer; }
    const auto total = sums.segment(layout.sums(), layout.terms);
    const Eigen::VectorXd mean = term_means(cohort, layout, sums);
    const auto missing_q = sums.segment(base.missing_covariates(), base.rank);
    const double missing_y = sums[base.missing_trait(trait) + base.rank];
    Eigen::Index square = layout.squares();
    for (Eigen::Index a = 0; a < layout.terms; ++a) {
        for (Eigen::Index b = a; b < layout.terms; ++b) {
            answer.zz(b, a) = answer.zz(a, b) = sums[square++] - total[a] * mean[b];
        }
        const Eigen::Index at = layout.products() + a * (base.rank + base.traits);
        answer.qz.col(a) = sums.segment(at, base.rank) - mean[a] * (cohort.covariate_sums - missing_q);
        // The residuals' sums over called people are minus those over the others.
        answer.zy[a] = sums[at + base.rank + trait] + mean[a] * missing_y;
    }
    return answer;
}

ProjectedJoint projected(const JointSums& sums, const math::RankedCholesky& unchanged) {
    const Eigen::Index terms = sums.zy.size();
    ProjectedJoint answer(terms);
    answer.base = projected(sums.base, unchanged);  // n, parameters, alleles and the trait
    answer.zz_before = sums.zz.diagonal();
    if (sums.base.n <= 0) { return answer; }
    math::RankedCholesky own;
    const math::RankedCholesky& factor = factor_of(sums.base, unchanged, own);
    Eigen::MatrixXd z = sums.qz;
    Eigen::VectorXd y = sums.base.qy;
    for (Eigen::Index a = 0; a < terms; ++a) { factor.forward(z.col(a)); }
    factor.forward(y);
    for (Eigen::Index a = 0; a < terms; ++a) {
        for (Eigen::Index b = a; b < terms; ++b) {
            answer.zz(b, a) = answer.zz(a, b) = sums.zz(a, b) - z.col(a).dot(z.col(b));
        }
        answer.zy[a] = sums.zy[a] - z.col(a).dot(y);
    }
    return answer;
}

JointFit joint_fit(const ProjectedJoint& sums) {
    JointFit fit;
    Estimate& row = fit.row;
    const Eigen::Index terms = sums.zy.size();
    row.n = sums.base.n;
    if (row.n <= 0) { return fit; }
    row.effect_allele_frequency = sums.base.effect_alleles / sums.base.alleles;
    row.mac = std::min(sums.base.effect_alleles, sums.base.alleles - sums.base.effect_alleles);
    sums.base.moments.write(row);
    if (!(sums.base.gg_before > 0) || row.mac == 0) {
        row.status = RowStatus::monomorphic;
        return fit;
    }
    const double df = row.n - sums.base.parameters - static_cast<double>(terms);
    if (df < 1) {
        row.status = RowStatus::too_few_people;
        return fit;
    }
    row.degrees_of_freedom = df;
    fit.factor = math::RankedCholesky(sums.zz, sums.zz_before);
    if (fit.factor.rank() < terms) {
        row.status = RowStatus::collinear;
        return fit;
    }
    if (!(sums.base.yy > explained_share * sums.base.yy_before)) {
        row.status = RowStatus::no_trait_variance;
        return fit;
    }
    fit.beta = fit.factor.solve(sums.zy);
    const double residual = sums.base.yy - sums.zy.dot(fit.beta);
    if (residual <= perfect_share * sums.base.yy) {
        row.status = RowStatus::perfect_fit;
        return fit;
    }
    const Eigen::MatrixXd whitening = fit.factor.whitening();
    fit.covariance = whitening.transpose() * whitening * (residual / df);
    row.status = RowStatus::ok;
    return fit;
}

void make_robust(JointFit& fit, const Eigen::MatrixXd& squares, double full) {
    if (fit.row.status != RowStatus::ok) { return; }
    if (full > 0) {
        fit.row.status = RowStatus::full_leverage;
        return;
    }
    const Eigen::MatrixXd whitening = fit.factor.whitening();
    const Eigen::MatrixXd inverse = whitening.transpose() * whitening;
    fit.covariance = inverse * squares * inverse;
}

Estimate joint_estimate(const JointFit& fit, const TermTest& test) {
    Estimate row = fit.row;
    if (row.status != RowStatus::ok) { return row; }
    const Eigen::VectorXd effect = test.contrast * fit.beta;
    const Eigen::MatrixXd covariance = test.contrast * fit.covariance * test.contrast.transpose();
    const Eigen::Index r = effect.size();
    if (r == 1) {
        if (!(covariance(0, 0) > 0)) {  // robust sums without residuals
            row.status = RowStatus::perfect_fit;
            return row;
        }
        row.beta = effect[0];
        row.standard_error = std::sqrt(covariance(0, 0));
        row.statistic = row.beta / row.standard_error;
        row.neg_log10_p = math::student_neg_log10_p(row.statistic, row.degrees_of_freedom);
        return row;
    }
    const math::RankedCholesky factor(covariance);
    if (factor.rank() < r) {  // robust sums of very few people
        row.status = RowStatus::collinear;
        return row;
    }
    row.statistic = effect.dot(factor.solve(effect)) / static_cast<double>(r);
    row.neg_log10_p = math::f_neg_log10_p(row.statistic, static_cast<double>(r), row.degrees_of_freedom);
    return row;
}

}  // namespace atria::association
