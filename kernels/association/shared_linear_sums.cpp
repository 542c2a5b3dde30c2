#include "kernels/association/shared_linear_sums.hpp"

#include "kernels/association/absent_sums.hpp"
#include "kernels/association/linear_sums.hpp"
#include "kernels/association/real_linear_sums.hpp"
#include "kernels/data/masked_counts.hpp"
#include "kernels/math/genotype_products.hpp"

#include <algorithm>
#include <vector>

namespace atria::association {
namespace {

/// Sums over the people without a call: of the covariates, and of every residual.
class MissingSums {
public:
    MissingSums(Eigen::Index rank, std::size_t residuals)
        : covariates_(static_cast<std::size_t>(math::packed_size(rank) + rank)),
          rank_(static_cast<std::size_t>(rank)),
          residuals_(residuals),
          by_residual_((rank_ + 2) * residuals),
          row_(rank_ + residuals) {}

    void find(const LinearColumns::Cohort& cohort, const GenotypeView& variant) {
        std::ranges::fill(covariates_, 0.0);
        std::ranges::fill(by_residual_, 0.0);
        const math::FixedPointColumns& columns = *cohort.columns;
        add_missing_covariates(columns, variant, cohort.included, static_cast<Eigen::Index>(rank_), covariates_.data());
        // A person at a time, and of that person one factor for all residuals; each sum is formed by itself.
        for_each_missing(variant, [&](std::size_t person) {
            const std::int64_t* fixed = columns.row(person);
            for (std::size_t k = 0; k < row_.size(); ++k) { row_[k] = columns.real(fixed[k], k); }
            const double* y = row_.data() + rank_;
            double* sums = by_residual_.data();
            for (std::size_t j = 0; j < rank_; ++j, sums += residuals_) {
                for (std::size_t t = 0; t < residuals_; ++t) { sums[t] += row_[j] * y[t]; }
            }
            for (std::size_t t = 0; t < residuals_; ++t) { sums[t] += y[t]; }
            sums += residuals_;
            for (std::size_t t = 0; t < residuals_; ++t) { sums[t] += y[t] * y[t]; }
        });
    }

    /// Triangle of Σqq', then Σq.
    [[nodiscard]] const std::vector<double>& covariates() const { return covariates_; }
    /// Σqy (rank), Σy, Σy² of residual t.
    void write(std::size_t t, double* out) const {
        for (std::size_t j = 0; j < rank_ + 2; ++j) { out[j] = by_residual_[j * residuals_ + t]; }
    }

private:
    std::vector<double> covariates_;
    std::size_t rank_;
    std::size_t residuals_;
    std::vector<double> by_residual_;  // rank + 2 rows of a number a residual
    std::vector<double> row_;
};

/// The counts of a group: those of everybody less those of the absent.
void write_counts(const LinearNullCohort& part, const GenotypeView& variant, const GenotypeCounts* absent,
                  const Eigen::VectorXd& of_all, const LinearLayout& layout, Eigen::Ref<Eigen::VectorXd> sums) {
    // Alleles are not two a person, or not whole, and no subset knows how many.
    if (variant.alleles != nullptr || (is_real(variant) && part.absent)) {
        write_counts(part, variant, layout, sums);
        return;
    }
    sums.head(layout.counts_end()) = of_all;
    if (absent == nullptr) { return; }
    const double het = absent->het;
    const double hom = absent->hom_effect;
    sums[layout.het()] -= het;
    sums[layout.hom_effect()] -= hom;
    sums[layout.missing()] -= absent->missing;
    sums[layout.effect_alleles()] -= het + 2 * hom;
    sums[layout.alleles()] -= 2 * (het + hom + absent->hom_other);
}

}  // namespace

void add_shared_sums(const LinearNull& null, const LinearColumns& shared, std::size_t c, const GenotypeBlock& genotypes,
                     std::span<const Eigen::Index> group_offsets, Eigen::MatrixXd& contribution) {
    const LinearColumns::Cohort& cohort = shared.cohorts[c];
    if (!cohort.columns) { return; }
    const math::FixedPointColumns& columns = *cohort.columns;
    const math::FixedPointSums products = math::genotype_products(columns, genotypes.variants);
    const AbsentSums absent(null, shared, c, genotypes);
    const RealLinearSums numbers(null, shared, c, genotypes);
    const Eigen::Index rank = null.groups[shared.groups.front()].rank;
    MissingSums missing(rank, columns.columns() - static_cast<std::size_t>(rank));
    const CountsLayout counts;
    Eigen::VectorXd of_all(counts.counts_end());
    std::vector<double> row(static_cast<std::size_t>(rank));
    std::vector<double> taken(missing.covariates().size());
    for (std::size_t v = 0; v < genotypes.variants.size(); ++v) {
        const GenotypeView& variant = genotypes.variants[v];
        if (!variant.present) { continue; }
        const auto at = static_cast<Eigen::Index>(v);
        counts.write_counts(variant, cohort.included, cohort.mask, static_cast<std::uint32_t>(cohort.people), of_all);
        if (of_all[counts.missing()] > 0) { missing.find(cohort, variant); }
        for (std::size_t i = 0; i < shared.groups.size(); ++i) {
            const LinearNullGroup& group = null.groups[shared.groups[i]];
            const LinearNullCohort& part = group.cohorts[c];
            if (part.people == 0) { continue; }
            const LinearLayout layout = layout_of(group);
            const bool real = is_real(variant);
            const GenotypeCounts* without = !real && absent.any(i) ? &absent.counts(i, v) : nullptr;
            auto sums = contribution.col(at).segment(group_offsets[shared.groups[i]], layout.width());
            write_counts(part, variant, without, of_all, layout, sums);
            for (Eigen::Index k = 0; k < rank; ++k) {
                const auto column = static_cast<std::size_t>(k);
                const std::int64_t of_absent = without != nullptr ? absent.product(i, column, v) : 0;
                sums[layout.covariate_products() + k] =
                    real ? numbers.covariate(i, k, at) : columns.real(products(k, at) - of_absent, column);
            }
            for (Eigen::Index t = 0; t < layout.traits; ++t) {
                const Eigen::Index k = layout.first_residual + t;
                sums[layout.trait_products() + t] =
                    real ? numbers.product(k, at) : columns.real(products(k, at), static_cast<std::size_t>(k));
            }
            if (sums[layout.missing()] == 0) { continue; }
            double* covariates = sums.data() + layout.missing_gram();
            if (real) {
                add_missing_covariates(columns, variant, part.included, rank, covariates);
            } else {
                std::ranges::copy(missing.covariates(), covariates);
            }
            if (without != nullptr && without->missing > 0) {
                std::ranges::fill(taken, 0.0);
                for (const std::uint32_t person : absent.missing(i, v)) {
                    add_covariates_of(part.absent->columns, person, row, taken.data());
                }
                for (std::size_t j = 0; j < taken.size(); ++j) { covariates[j] -= taken[j]; }
            }
            for (Eigen::Index t = 0; t < layout.traits; ++t) {
                missing.write(static_cast<std::size_t>(layout.first_residual - rank + t),
                              sums.data() + layout.missing_trait(t));
            }
        }
    }
}

std::size_t shared_sums_bytes(const LinearNull& null, const LinearColumns& shared, std::size_t variants) {
    std::size_t most = 0;
    for (std::size_t c = 0; c < shared.cohorts.size(); ++c) {
        if (!shared.cohorts[c].columns) { continue; }
        most =
            std::max(most, variants * shared.cohorts[c].columns->columns() * (sizeof(std::int64_t) + sizeof(double)) +
                               AbsentSums::bytes(null, shared, c, variants));
    }
    return most;
}

}  // namespace atria::association
