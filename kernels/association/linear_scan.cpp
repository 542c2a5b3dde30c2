#include "kernels/association/linear_scan.hpp"

#include "kernels/data/masked_counts.hpp"
#include "kernels/math/genotype_products.hpp"
#include "kernels/math/meta_analysis.hpp"
#include "kernels/math/tails.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace atria::association {
namespace {

/// Below this share of its own variance a variant counts as a combination of covariates.
constexpr double collinear_share = 1e-10;

/// Where the numbers of one group of traits stand in a contribution's column.
struct Layout {
    Eigen::Index rank;
    Eigen::Index traits;

    static constexpr Eigen::Index present = 0;
    static constexpr Eigen::Index het = 1;
    static constexpr Eigen::Index hom_effect = 2;
    static constexpr Eigen::Index missing = 3;
    static constexpr Eigen::Index covariate_products = 4;
    [[nodiscard]] Eigen::Index trait_products() const { return covariate_products + rank; }
    // What the people without a call add to the null model's own sums.
    [[nodiscard]] Eigen::Index missing_gram() const { return trait_products() + traits; }
    [[nodiscard]] Eigen::Index missing_covariates() const { return missing_gram() + rank * (rank + 1) / 2; }
    [[nodiscard]] Eigen::Index missing_trait(Eigen::Index t) const {
        return missing_covariates() + rank + t * (rank + 2);
    }
    [[nodiscard]] Eigen::Index width() const { return missing_trait(traits); }
};

Layout layout_of(const LinearNullGroup& group) { return {group.rank, static_cast<Eigen::Index>(group.traits.size())}; }

/// Sums of the columns over the analysed people without a call. A person at a time, so that the inner loops run over
/// neighbouring numbers; each sum is formed by itself, whatever stands beside it.
void add_missing(const LinearNullCohort& cohort, const GenotypeView& variant, const Layout& layout,
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

/// The sums of one cohort, or of all, after the intercepts are taken out.
struct CentredSums {
    double n = 0;
    double strata = 0;
    double copies = 0;  // of the effect allele, among called people
    double called = 0;
    double gg = 0;
    Eigen::VectorXd gq;
    Eigen::MatrixXd gram;
    Eigen::VectorXd diagonal;   // of the same cohorts' Q'Q with nobody left out
    bool gram_changed = false;  // by people without a call or cohorts without the variant
    // of one trait
    Eigen::VectorXd qy;
    double gy = 0;
    double yy = 0;

    explicit CentredSums(Eigen::Index rank)
        : gq(Eigen::VectorXd::Zero(rank)),
          gram(Eigen::MatrixXd::Zero(rank, rank)),
          diagonal(Eigen::VectorXd::Zero(rank)),
          qy(Eigen::VectorXd::Zero(rank)) {}

    void add(const CentredSums& other) {
        n += other.n;
        strata += other.strata;
        copies += other.copies;
        called += other.called;
        gg += other.gg;
        gq += other.gq;
        gram += other.gram;
        diagonal += other.diagonal;
        gram_changed = gram_changed || other.gram_changed;
        qy += other.qy;
        gy += other.gy;
        yy += other.yy;
    }
};

CentredSums centred_sums(const LinearNullCohort& cohort, const Layout& layout, MissingGenotype policy,
                         Eigen::Index trait, const Eigen::Ref<const Eigen::VectorXd>& sums) {
    CentredSums answer(layout.rank);
    answer.gram_changed = true;
    if (sums[Layout::present] == 0) { return answer; }
    const double missing = sums[Layout::missing];
    answer.called = cohort.people - missing;
    if (answer.called <= 0) { return answer; }
    answer.strata = 1;
    answer.copies = sums[Layout::het] + 2 * sums[Layout::hom_effect];
    const double mean = answer.copies / answer.called;
    answer.gg = sums[Layout::het] + 4 * sums[Layout::hom_effect] - answer.copies * mean;
    answer.n = policy == MissingGenotype::exclude ? answer.called : cohort.people;

    answer.gq = sums.segment(Layout::covariate_products, layout.rank);
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

    Eigen::Index at = layout.missing_gram();
    for (Eigen::Index j = 0; j < layout.rank; ++j) {
        for (Eigen::Index i = j; i < layout.rank; ++i) {
            const double out = sums[at++] + missing_q[i] * missing_q[j] / answer.called;
            answer.gram(i, j) -= out;
            if (i != j) { answer.gram(j, i) -= out; }
        }
    }
    answer.qy -= missing_qy + missing_q * (missing_y / answer.called);
    answer.yy -= missing_yy + missing_y * missing_y / answer.called;
    answer.gram_changed = true;
    return answer;
}

/// Least squares of one variant from its sums. `factor` is the factor of the unchanged Q'Q.
Estimate estimate(const CentredSums& sums, const math::RankedCholesky& unchanged) {
    Estimate row;
    row.n = sums.n;
    if (sums.n <= 0) { return row; }
    row.effect_allele_frequency = sums.copies / (2 * sums.called);
    row.mac = std::min(sums.copies, 2 * sums.called - sums.copies);
    if (!(sums.gg > 0) || row.mac == 0) {
        row.status = RowStatus::monomorphic;
        return row;
    }
    const math::RankedCholesky changed =
        sums.gram_changed ? math::RankedCholesky(sums.gram, sums.diagonal) : math::RankedCholesky();
    const math::RankedCholesky& factor = sums.gram_changed ? changed : unchanged;
    Eigen::VectorXd g = sums.gq;
    Eigen::VectorXd y = sums.qy;
    factor.forward(g);
    factor.forward(y);
    const double gg = sums.gg - g.squaredNorm();
    const double gy = sums.gy - g.dot(y);
    const double yy = sums.yy - y.squaredNorm();
    row.degrees_of_freedom = sums.n - sums.strata - static_cast<double>(factor.rank()) - 1;
    if (row.degrees_of_freedom < 1) {
        row.status = RowStatus::too_few_people;
        row.degrees_of_freedom = not_available;
        return row;
    }
    if (gg <= collinear_share * sums.gg) {
        row.status = RowStatus::collinear;
        return row;
    }
    if (!(yy > collinear_share * sums.yy)) {
        row.status = RowStatus::no_trait_variance;
        return row;
    }
    row.beta = gy / gg;
    const double residual = std::max(0.0, yy - gy * row.beta);
    row.standard_error = std::sqrt(residual / row.degrees_of_freedom / gg);
    row.statistic = row.beta / row.standard_error;
    row.neg_log10_p = math::student_neg_log10_p(row.statistic, row.degrees_of_freedom);
    row.status = RowStatus::ok;
    return row;
}

}  // namespace

LinearScan::LinearScan(LinearNull null, MissingGenotype missing) : null_(std::move(null)), missing_(missing) {
    for (const LinearNullGroup& group : null_.groups) {
        group_offsets_.push_back(width_);
        width_ += layout_of(group).width();
    }
}

std::unique_ptr<BlockState> LinearScan::begin(std::size_t) const { return std::make_unique<BlockState>(); }

Contribution LinearScan::accumulate(CohortIndex cohort, const GenotypeBlock& genotypes, const BlockState&) const {
    Contribution contribution;
    contribution.sums = Eigen::MatrixXd::Zero(width_, static_cast<Eigen::Index>(genotypes.variants.size()));
    for (std::size_t g = 0; g < null_.groups.size(); ++g) {
        const LinearNullGroup& group = null_.groups[g];
        const LinearNullCohort& part = group.cohorts[static_cast<std::size_t>(cohort)];
        if (!part.columns) { continue; }
        const Layout layout = layout_of(group);
        const math::FixedPointSums products = math::genotype_products(*part.columns, genotypes.variants);
        for (std::size_t v = 0; v < genotypes.variants.size(); ++v) {
            const GenotypeView& variant = genotypes.variants[v];
            if (!variant.present) { continue; }
            const auto column = static_cast<Eigen::Index>(v);
            auto sums = contribution.sums.col(column).segment(group_offsets_[g], layout.width());
            const GenotypeCounts counts =
                masked_counts(variant, part.included, part.mask, static_cast<std::uint32_t>(part.people));
            sums[Layout::present] = 1;
            sums[Layout::het] = counts.het;
            sums[Layout::hom_effect] = counts.hom_effect;
            sums[Layout::missing] = counts.missing;
            for (Eigen::Index k = 0; k < products.rows(); ++k) {
                sums[Layout::covariate_products + k] =
                    part.columns->real(products(k, column), static_cast<std::size_t>(k));
            }
            if (counts.missing > 0) { add_missing(part, variant, layout, sums); }
        }
    }
    return contribution;
}

bool LinearScan::update(BlockState&, std::span<const Contribution>) const { return false; }

std::vector<ScanRows> LinearScan::report(const BlockState&, std::span<const Contribution> contributions) const {
    const auto variants = contributions.empty() ? 0 : contributions.front().sums.cols();
    std::vector<ScanRows> answer(null_.traits.size());
    std::vector<Estimate> own(null_.cohorts);
    for (std::size_t g = 0; g < null_.groups.size(); ++g) {
        const LinearNullGroup& group = null_.groups[g];
        const Layout layout = layout_of(group);
        for (Eigen::Index t = 0; t < layout.traits; ++t) {
            ScanRows& rows = answer[group.traits[static_cast<std::size_t>(t)]];
            rows.pooled.resize(static_cast<std::size_t>(variants));
            rows.cohorts.assign(null_.cohorts, std::vector<Estimate>(static_cast<std::size_t>(variants)));
            for (Eigen::Index v = 0; v < variants; ++v) {
                CentredSums pooled(layout.rank);
                for (std::size_t c = 0; c < null_.cohorts; ++c) {
                    const auto sums = contributions[c].sums.col(v).segment(group_offsets_[g], layout.width());
                    const LinearNullCohort& part = group.cohorts[c];
                    const CentredSums here =
                        part.people > 0 ? centred_sums(part, layout, missing_, t, sums) : CentredSums(layout.rank);
                    own[c] = estimate(here, part.gram_factor);
                    rows.cohorts[c][static_cast<std::size_t>(v)] = own[c];
                    pooled.add(here);
                }
                AssociationRow& row = rows.pooled[static_cast<std::size_t>(v)];
                row.pooled = estimate(pooled, group.gram_factor);
                row.meta = math::meta_analysis(own);
            }
        }
    }
    return answer;
}

std::size_t LinearScan::resident_bytes() const {
    std::size_t bytes = 0;
    for (const LinearNullGroup& group : null_.groups) {
        for (const LinearNullCohort& cohort : group.cohorts) {
            bytes += cohort.included.size() + cohort.mask.size() * 8 + (cohort.columns ? cohort.columns->bytes() : 0);
        }
    }
    return bytes;
}

}  // namespace atria::association
