#include "kernels/association/linear_scan.hpp"

#include "kernels/data/masked_counts.hpp"
#include "kernels/math/genotype_products.hpp"
#include "kernels/math/meta_analysis.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace atria::association {
namespace {

/// Sums of the columns over the analysed people without a call. A person at a time, so that the inner loops run over
/// neighbouring numbers; each sum is formed by itself, whatever stands beside it.
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
        const LinearLayout layout = layout_of(group);
        const math::FixedPointSums products = math::genotype_products(*part.columns, genotypes.variants);
        for (std::size_t v = 0; v < genotypes.variants.size(); ++v) {
            const GenotypeView& variant = genotypes.variants[v];
            if (!variant.present) { continue; }
            const auto column = static_cast<Eigen::Index>(v);
            auto sums = contribution.sums.col(column).segment(group_offsets_[g], layout.width());
            const GenotypeCounts counts =
                masked_counts(variant, part.included, part.mask, static_cast<std::uint32_t>(part.people));
            sums[LinearLayout::present] = 1;
            sums[LinearLayout::het] = counts.het;
            sums[LinearLayout::hom_effect] = counts.hom_effect;
            sums[LinearLayout::missing] = counts.missing;
            const AlleleCounts alleles = allele_counts(variant, part.included, part.mask, counts);
            sums[LinearLayout::effect_alleles] = alleles.effect;
            sums[LinearLayout::alleles] = alleles.all;
            for (Eigen::Index k = 0; k < products.rows(); ++k) {
                sums[LinearLayout::covariate_products + k] =
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
        const LinearLayout layout = layout_of(group);
        for (Eigen::Index t = 0; t < layout.traits; ++t) {
            ScanRows& rows = answer[group.traits[static_cast<std::size_t>(t)]];
            rows.pooled.resize(static_cast<std::size_t>(variants));
            rows.cohorts.assign(null_.cohorts, std::vector<Estimate>(static_cast<std::size_t>(variants)));
            for (Eigen::Index v = 0; v < variants; ++v) {
                CentredSums shared(layout.rank);
                ProjectedSums by_cohort;
                for (std::size_t c = 0; c < null_.cohorts; ++c) {
                    const auto sums = contributions[c].sums.col(v).segment(group_offsets_[g], layout.width());
                    const LinearNullCohort& part = group.cohorts[c];
                    const CentredSums here =
                        part.people > 0 ? centred_sums(part, layout, missing_, t, sums) : CentredSums(layout.rank);
                    const ProjectedSums left = projected(here, part.gram_factor);
                    own[c] = estimate(left);
                    rows.cohorts[c][static_cast<std::size_t>(v)] = own[c];
                    if (null_.effects == CovariateEffects::shared) {
                        shared.add(here);
                    } else {
                        by_cohort.add(left);
                    }
                }
                AssociationRow& row = rows.pooled[static_cast<std::size_t>(v)];
                row.pooled = estimate(null_.effects == CovariateEffects::shared ? projected(shared, group.gram_factor)
                                                                                : by_cohort);
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
