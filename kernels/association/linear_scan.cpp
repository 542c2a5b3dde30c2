#include "kernels/association/linear_scan.hpp"

#include "kernels/association/linear_lanes.hpp"
#include "kernels/association/shared_linear_sums.hpp"
#include "kernels/math/meta_analysis.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <utility>

namespace atria::association {
namespace {

/// What a second round needs of the first; empty in the first.
class LinearState final : public BlockState {
public:
    std::vector<Contribution> first;             // a cohort
    std::vector<std::vector<LinearFit>> pooled;  // a group × variant
};

/// The sums of all traits of a group in one cohort.
std::vector<CentredSums> sums_of_traits(const LinearNullCohort& part, const LinearLayout& layout,
                                        MissingGenotype policy, const Eigen::Ref<const Eigen::VectorXd>& sums) {
    std::vector<CentredSums> traits;
    for (Eigen::Index t = 0; t < layout.traits; ++t) { traits.push_back(centred_sums(part, layout, policy, t, sums)); }
    return traits;
}

/// The pooled model of one variant; where cohorts have covariate effects of their own, only its part of the variant is
/// of use.
LinearFit pooled_fit(const LinearNullGroup& group, CovariateEffects effects,
                     std::span<const std::vector<CentredSums>> cohorts) {
    const std::size_t traits = group.traits.size();
    if (effects == CovariateEffects::shared) {
        std::vector<CentredSums> all(traits, CentredSums(group.rank));
        for (const std::vector<CentredSums>& here : cohorts) {
            for (std::size_t t = 0; t < traits; ++t) { all[t].add(here[t]); }
        }
        return linear_fit(all, group.gram_factor);
    }
    LinearFit fit;
    fit.beta.resize(1, static_cast<Eigen::Index>(traits));
    for (std::size_t t = 0; t < traits; ++t) {
        ProjectedSums all;
        for (std::size_t c = 0; c < cohorts.size(); ++c) {
            all.add(projected(cohorts[c][t], group.cohorts[c].gram_factor));
        }
        fit.usable = has_effect(all);
        fit.term_whitening = Eigen::MatrixXd::Constant(1, 1, 1 / std::sqrt(all.gg));
        fit.beta(0, static_cast<Eigen::Index>(t)) = all.gy / all.gg;
    }
    return fit;
}

/// Where the second round's sums of a group of T traits stand: full, squares (T) of the pooled and of the own fit.
Eigen::Index robust_width(const LinearNullGroup& group) {
    return 2 * (1 + static_cast<Eigen::Index>(group.traits.size()));
}

}  // namespace

LinearScan::LinearScan(LinearNull null, MissingGenotype missing, StandardErrors errors)
    : null_(std::move(null)), missing_(missing), errors_(errors), term_(VariantTerms::single(null_.cohorts)) {
    for (const LinearNullGroup& group : null_.groups) {
        group_offsets_.push_back(width_);
        width_ += layout_of(group).width();
    }
}

std::unique_ptr<BlockState> LinearScan::begin(std::size_t) const { return std::make_unique<LinearState>(); }

Contribution LinearScan::accumulate(CohortIndex cohort, const GenotypeBlock& genotypes, const BlockState& state) const {
    if (!dynamic_cast<const LinearState&>(state).first.empty()) { return second_round(cohort, genotypes, state); }
    Contribution contribution;
    contribution.sums = Eigen::MatrixXd::Zero(width_, static_cast<Eigen::Index>(genotypes.variants.size()));
    for (const LinearColumns& columns : null_.columns) {
        add_shared_sums(null_, columns, static_cast<std::size_t>(cohort), genotypes, group_offsets_, contribution.sums);
    }
    return contribution;
}

Contribution LinearScan::second_round(CohortIndex cohort, const GenotypeBlock& genotypes,
                                      const BlockState& state) const {
    const auto& robust = dynamic_cast<const LinearState&>(state);
    const auto c = static_cast<std::size_t>(cohort);
    Contribution contribution;
    Eigen::Index width = 0;
    for (const LinearNullGroup& group : null_.groups) { width += robust_width(group); }
    contribution.sums = Eigen::MatrixXd::Zero(width, static_cast<Eigen::Index>(genotypes.variants.size()));
    Eigen::Index row = 0;
    for (std::size_t g = 0; g < null_.groups.size(); ++g) {
        const LinearNullGroup& group = null_.groups[g];
        const LinearNullCohort& part = group.cohorts[c];
        const LinearLayout layout = layout_of(group);
        for (std::size_t v = 0; part.columns && v < genotypes.variants.size(); ++v) {
            const GenotypeView& variant = genotypes.variants[v];
            if (!variant.present) { continue; }
            const auto at = static_cast<Eigen::Index>(v);
            const auto sums = robust.first[c].sums.col(at).segment(group_offsets_[g], layout.width());
            const LinearFit own = linear_fit(sums_of_traits(part, layout, missing_, sums), part.gram_factor);
            const LinearFit& pooled = robust.pooled[g][v];
            LinearFit shared = null_.effects == CovariateEffects::shared ? pooled : own;
            shared.usable = pooled.usable;
            shared.term_whitening = pooled.term_whitening;
            shared.beta = pooled.beta;
            const double called = part.people - sums[layout.missing()];
            const double copies = sums[layout.het()] + 2 * sums[layout.hom_effect()];
            const RobustPeople people{c,    part,    layout, missing_,
                                      sums, variant, term_,  Eigen::VectorXd::Constant(1, copies / called)};
            Eigen::Index out = row;
            const std::array<const LinearFit*, 2> fits = {&shared, &own};
            for (const LinearFit* fit : fits) {
                const RobustSums here = robust_sums(people, *fit);
                contribution.sums(out++, at) = here.full;
                for (const Eigen::MatrixXd& squares : here.squares) { contribution.sums(out++, at) = squares(0, 0); }
            }
        }
        row += robust_width(group);
    }
    return contribution;
}

bool LinearScan::update(BlockState& state, std::span<Contribution> contributions) const {
    auto& robust = dynamic_cast<LinearState&>(state);
    if (errors_ == StandardErrors::equal_variance || !robust.first.empty() || contributions.empty()) { return false; }
    robust.first.assign(std::move_iterator(contributions.begin()), std::move_iterator(contributions.end()));
    for (std::size_t g = 0; g < null_.groups.size(); ++g) {
        const LinearNullGroup& group = null_.groups[g];
        const LinearLayout layout = layout_of(group);
        std::vector<LinearFit>& fits = robust.pooled.emplace_back();
        for (Eigen::Index v = 0; v < robust.first.front().sums.cols(); ++v) {
            std::vector<std::vector<CentredSums>> cohorts;
            for (std::size_t c = 0; c < null_.cohorts; ++c) {
                cohorts.push_back(
                    sums_of_traits(group.cohorts[c], layout, missing_,
                                   robust.first[c].sums.col(v).segment(group_offsets_[g], layout.width())));
            }
            fits.push_back(pooled_fit(group, null_.effects, cohorts));
        }
    }
    return true;
}

std::vector<ScanRows> LinearScan::report(const BlockState& state, std::span<const Contribution> last) const {
    const auto& robust = dynamic_cast<const LinearState&>(state);
    const bool second = !robust.first.empty();
    const std::span<const Contribution> contributions = second ? std::span<const Contribution>(robust.first) : last;
    const Eigen::Index variants = contributions.empty() ? 0 : contributions.front().sums.cols();
    std::vector<ScanRows> answer(null_.traits.size());
    for (ScanRows& rows : answer) {
        rows.pooled.resize(static_cast<std::size_t>(variants));
        rows.cohorts.assign(null_.cohorts, std::vector<Estimate>(static_cast<std::size_t>(variants)));
    }
    Eigen::Index robust_row = 0;
    std::vector<Estimate> own(null_.cohorts);
    for (std::size_t g = 0; g < null_.groups.size(); ++g) {
        const LinearNullGroup& group = null_.groups[g];
        const std::size_t traits = group.traits.size();
        ProjectedGroup projected(group, null_.effects, missing_, group_offsets_[g]);
        for (Eigen::Index first = 0; first < variants; first += ProjectedGroup::at_once) {
            projected.find(contributions, first);
            const Eigen::Index end = std::min(variants, first + ProjectedGroup::at_once);
            for (std::size_t t = 0; t < traits; ++t) {
                ScanRows& rows = answer[group.traits[t]];
                for (Eigen::Index v = first; v < end; ++v) {
                    const auto at = static_cast<std::size_t>(v);
                    const auto lane = static_cast<std::size_t>(v - first);
                    double squares = 0;
                    double full = 0;
                    for (std::size_t c = 0; c < null_.cohorts; ++c) {
                        const ProjectedSums& left = projected.own(c, t, lane);
                        own[c] = estimate(left);
                        if (second) {
                            const auto extra = last[c].sums.col(v).segment(robust_row, robust_width(group));
                            const auto trait = static_cast<Eigen::Index>(t);
                            const auto own_fit = static_cast<Eigen::Index>(1 + traits);
                            squares += extra[1 + trait];
                            full += extra[0];
                            own[c] = robust_estimate(own[c], extra[own_fit + 1 + trait], extra[own_fit], left.gg);
                        }
                        rows.cohorts[c][at] = own[c];
                    }
                    AssociationRow& row = rows.pooled[at];
                    const ProjectedSums& pooled = projected.pooled(t, lane);
                    row.pooled = estimate(pooled);
                    if (second) { row.pooled = robust_estimate(row.pooled, squares, full, pooled.gg); }
                    row.meta = math::meta_analysis(own);
                }
            }
        }
        robust_row += robust_width(group);
    }
    return answer;
}

std::size_t LinearScan::variants_at_once() const {
    constexpr std::size_t fewest = 32;  // columns are read once for so many
    constexpr std::size_t bytes = std::size_t{1} << 20U;
    const std::size_t of_variant = sizeof(double) * null_.cohorts * static_cast<std::size_t>(width_);
    return std::max(fewest, bytes / std::max<std::size_t>(of_variant, 1));
}

std::size_t LinearScan::block_bytes(std::size_t variants) const {
    std::size_t numbers = null_.cohorts * static_cast<std::size_t>(width_);
    std::size_t products = 0;  // one set of columns at a time
    std::size_t bytes = 0;
    for (const LinearColumns& columns : null_.columns) {
        products = std::max(products, shared_sums_bytes(null_, columns, variants));
    }
    for (const LinearNullGroup& group : null_.groups) {
        const auto rank = static_cast<std::size_t>(group.rank);
        const std::size_t traits = group.traits.size();
        if (errors_ == StandardErrors::equal_variance) { continue; }
        numbers += null_.cohorts * static_cast<std::size_t>(robust_width(group));
        numbers += rank * (rank + 1 + traits) + 1 + traits;
        bytes += sizeof(LinearFit);
    }
    return variants * (bytes + sizeof(double) * numbers) + products;
}

}  // namespace atria::association
