#include "kernels/association/joint_linear_scan.hpp"

#include "kernels/data/masked_counts.hpp"
#include "kernels/math/meta_analysis.hpp"

#include <array>
#include <iterator>
#include <utility>

namespace atria::association {
namespace {

/// What a second round needs of the first; empty in the first.
class JointState final : public BlockState {
public:
    std::vector<Contribution> first;             // a cohort
    std::vector<std::vector<LinearFit>> pooled;  // a group × variant
};

/// Do the terms have effects whatever the trait? A trait that has none for reasons of its own says so in its estimate.
bool has_terms(const JointFit& fit) {
    return fit.row.status == RowStatus::ok || fit.row.status == RowStatus::no_trait_variance ||
           fit.row.status == RowStatus::perfect_fit;
}

/// Takes what the terms' fits of the T traits, who have the same people, say of residuals and leverages.
void take_terms(LinearFit& fit, std::span<const JointFit> traits, Eigen::Index terms) {
    fit.beta = Eigen::MatrixXd::Zero(terms, static_cast<Eigen::Index>(traits.size()));
    for (std::size_t t = 0; t < traits.size(); ++t) {
        if (traits[t].row.status == RowStatus::ok) { fit.beta.col(static_cast<Eigen::Index>(t)) = traits[t].beta; }
    }
    fit.usable = has_terms(traits.front());
    if (fit.usable) { fit.term_whitening = traits.front().factor.whitening(); }
}

/// The terms and traits on the covariates, with nothing of the effects yet.
LinearFit covariate_fit(std::span<const JointSums> traits, const math::RankedCholesky& unchanged) {
    LinearFit fit;
    const JointSums& any = traits.front();
    if (any.base.n <= 0) { return fit; }
    math::RankedCholesky own;
    const math::RankedCholesky& factor = factor_of(any.base, unchanged, own);
    fit.whitening = factor.whitening();
    fit.z_effects.resize(any.qz.rows(), any.qz.cols());
    for (Eigen::Index a = 0; a < any.qz.cols(); ++a) { fit.z_effects.col(a) = factor.solve(any.qz.col(a)); }
    fit.y_effects.resize(any.qz.rows(), static_cast<Eigen::Index>(traits.size()));
    for (std::size_t t = 0; t < traits.size(); ++t) {
        fit.y_effects.col(static_cast<Eigen::Index>(t)) = factor.solve(traits[t].base.qy);
    }
    return fit;
}

LinearFit linear_fit(std::span<const JointSums> traits, const math::RankedCholesky& unchanged) {
    LinearFit fit = covariate_fit(traits, unchanged);
    std::vector<JointFit> effects;
    for (const JointSums& trait : traits) { effects.push_back(joint_fit(projected(trait, unchanged))); }
    take_terms(fit, effects, traits.front().zy.size());
    return fit;
}

}  // namespace

JointLinearScan::JointLinearScan(LinearNull null, VariantTerms terms, StandardErrors errors)
    : null_(std::move(null)), terms_(std::move(terms)), errors_(errors) {
    for (const LinearNullGroup& group : null_.groups) {
        const Group& placed =
            groups_.emplace_back(Group{&group, {layout_of(group), terms_.size()}, first_width_, second_width_});
        first_width_ += placed.layout.width();
        second_width_ += 2 * placed.robust_width();
    }
}

std::vector<std::string> JointLinearScan::traits() const {
    std::vector<std::string> names;
    for (const std::string& trait : null_.traits) {
        for (const TermTest& test : terms_.tests()) { names.push_back(trait + "." + test.name); }
    }
    return names;
}

std::unique_ptr<BlockState> JointLinearScan::begin(std::size_t) const { return std::make_unique<JointState>(); }

std::vector<JointSums> JointLinearScan::sums_of(const Group& group, std::size_t cohort, Eigen::Index variant,
                                                const Contribution& first) const {
    std::vector<JointSums> traits;
    for (Eigen::Index t = 0; t < group.layout.base.traits; ++t) {
        traits.push_back(joint_sums(group.null->cohorts[cohort], group.layout, t,
                                    first.sums.col(variant).segment(group.first, group.layout.width())));
    }
    return traits;
}

Contribution JointLinearScan::accumulate(CohortIndex cohort, const GenotypeBlock& genotypes,
                                         const BlockState& state) const {
    const auto c = static_cast<std::size_t>(cohort);
    if (!dynamic_cast<const JointState&>(state).first.empty()) { return second_round(c, genotypes, state); }
    Contribution contribution;
    contribution.sums = Eigen::MatrixXd::Zero(first_width_, static_cast<Eigen::Index>(genotypes.variants.size()));
    for (const Group& group : groups_) {
        const LinearNullCohort& part = group.null->cohorts[c];
        for (std::size_t v = 0; part.columns && v < genotypes.variants.size(); ++v) {
            const GenotypeView& variant = genotypes.variants[v];
            if (!variant.present) { continue; }
            auto sums = contribution.sums.col(static_cast<Eigen::Index>(v)).segment(group.first, group.layout.width());
            write_counts(part, variant, group.layout.base, sums);
            if (sums[group.layout.base.missing()] > 0) { add_missing(part, variant, group.layout.base, sums); }
            add_terms(part, c, variant, terms_, group.layout, sums);
        }
    }
    return contribution;
}

Contribution JointLinearScan::second_round(std::size_t cohort, const GenotypeBlock& genotypes,
                                           const BlockState& state) const {
    const auto& robust = dynamic_cast<const JointState&>(state);
    Contribution contribution;
    contribution.sums = Eigen::MatrixXd::Zero(second_width_, static_cast<Eigen::Index>(genotypes.variants.size()));
    for (std::size_t g = 0; g < groups_.size(); ++g) {
        const Group& group = groups_[g];
        const LinearNullCohort& part = group.null->cohorts[cohort];
        for (std::size_t v = 0; part.columns && v < genotypes.variants.size(); ++v) {
            const GenotypeView& variant = genotypes.variants[v];
            if (!variant.present) { continue; }
            const auto at = static_cast<Eigen::Index>(v);
            const auto sums = robust.first[cohort].sums.col(at).segment(group.first, group.layout.width());
            const LinearFit own = linear_fit(sums_of(group, cohort, at, robust.first[cohort]), part.gram_factor);
            const LinearFit& pooled = robust.pooled[g][v];
            LinearFit shared = null_.effects == CovariateEffects::shared ? pooled : own;
            shared.usable = pooled.usable;
            shared.term_whitening = pooled.term_whitening;
            shared.beta = pooled.beta;
            const RobustPeople people{cohort,
                                      part,
                                      group.layout.base,
                                      MissingGenotype::exclude,
                                      sums,
                                      variant,
                                      terms_,
                                      term_means(part, group.layout, sums)};
            Eigen::Index out = group.second;
            const std::array<const LinearFit*, 2> fits = {&shared, &own};
            for (const LinearFit* fit : fits) {
                const RobustSums here = robust_sums(people, *fit);
                contribution.sums(out++, at) = here.full;
                for (const Eigen::MatrixXd& squares : here.squares) {
                    contribution.sums.col(at).segment(out, squares.size()) = squares.reshaped();
                    out += squares.size();
                }
            }
        }
    }
    return contribution;
}

LinearFit JointLinearScan::pooled_fit(const Group& group, Eigen::Index variant,
                                      std::span<const Contribution> first) const {
    const auto traits = static_cast<std::size_t>(group.layout.base.traits);
    const Eigen::Index terms = terms_.size();
    if (null_.effects == CovariateEffects::shared) {
        std::vector<JointSums> all(traits, JointSums(group.layout.base.rank, terms));
        for (std::size_t c = 0; c < first.size(); ++c) {
            const std::vector<JointSums> here = sums_of(group, c, variant, first[c]);
            for (std::size_t t = 0; t < traits; ++t) { all[t].add(here[t]); }
        }
        return linear_fit(all, group.null->gram_factor);
    }
    // Every cohort has covariate effects of its own; only the terms' are shared.
    std::vector<ProjectedJoint> left(traits, ProjectedJoint(terms));
    for (std::size_t c = 0; c < first.size(); ++c) {
        const std::vector<JointSums> here = sums_of(group, c, variant, first[c]);
        for (std::size_t t = 0; t < traits; ++t) {
            left[t].add(projected(here[t], group.null->cohorts[c].gram_factor));
        }
    }
    std::vector<JointFit> effects;
    effects.reserve(left.size());
    for (const ProjectedJoint& trait : left) { effects.push_back(joint_fit(trait)); }
    LinearFit fit;
    take_terms(fit, effects, terms);
    return fit;
}

bool JointLinearScan::update(BlockState& state, std::span<Contribution> contributions) const {
    auto& robust = dynamic_cast<JointState&>(state);
    if (errors_ == StandardErrors::equal_variance || !robust.first.empty() || contributions.empty()) { return false; }
    robust.first.assign(std::move_iterator(contributions.begin()), std::move_iterator(contributions.end()));
    for (const Group& group : groups_) {
        std::vector<LinearFit>& fits = robust.pooled.emplace_back();
        for (Eigen::Index v = 0; v < robust.first.front().sums.cols(); ++v) {
            fits.push_back(pooled_fit(group, v, robust.first));
        }
    }
    return true;
}

std::vector<ScanRows> JointLinearScan::report(const BlockState& state, std::span<const Contribution> last) const {
    const auto& robust = dynamic_cast<const JointState&>(state);
    const bool second = !robust.first.empty();
    const std::span<const Contribution> first = second ? std::span<const Contribution>(robust.first) : last;
    const auto variants = first.empty() ? 0 : static_cast<std::size_t>(first.front().sums.cols());
    const std::size_t tests = terms_.tests().size();
    const Eigen::Index terms = terms_.size();
    std::vector<ScanRows> answer(null_.traits.size() * tests);
    for (ScanRows& rows : answer) {
        rows.pooled.resize(variants);
        rows.cohorts.assign(null_.cohorts, std::vector<Estimate>(variants));
    }
    for (const Group& group : groups_) {
        for (Eigen::Index t = 0; t < group.layout.base.traits; ++t) {
            const Eigen::Index own_block = group.second + group.robust_width();
            const Eigen::Index squares_at = 1 + t * terms * terms;
            ScanRows* rows = &answer[group.null->traits[static_cast<std::size_t>(t)] * tests];
            for (std::size_t v = 0; v < variants; ++v) {
                const auto at = static_cast<Eigen::Index>(v);
                JointSums shared(group.layout.base.rank, terms);
                ProjectedJoint pooled(terms);
                Eigen::MatrixXd squares = Eigen::MatrixXd::Zero(terms, terms);
                double full = 0;
                std::vector<JointFit> own(null_.cohorts);
                for (std::size_t c = 0; c < null_.cohorts; ++c) {
                    const LinearNullCohort& part = group.null->cohorts[c];
                    const JointSums here = joint_sums(part, group.layout, t,
                                                      first[c].sums.col(at).segment(group.first, group.layout.width()));
                    const ProjectedJoint left = projected(here, part.gram_factor);
                    own[c] = joint_fit(left);
                    if (second) {
                        const auto extra = last[c].sums.col(at);
                        full += extra[group.second];
                        squares += extra.segment(group.second + squares_at, terms * terms).reshaped(terms, terms);
                        make_robust(own[c], extra.segment(own_block + squares_at, terms * terms).reshaped(terms, terms),
                                    extra[own_block]);
                    }
                    null_.effects == CovariateEffects::shared ? shared.add(here) : pooled.add(left);
                }
                if (null_.effects == CovariateEffects::shared) { pooled = projected(shared, group.null->gram_factor); }
                JointFit fit = joint_fit(pooled);
                if (second) { make_robust(fit, squares, full); }
                std::vector<Estimate> estimates(null_.cohorts);
                for (std::size_t q = 0; q < tests; ++q) {
                    const TermTest& test = terms_.tests()[q];
                    for (std::size_t c = 0; c < null_.cohorts; ++c) {
                        estimates[c] = joint_estimate(own[c], test);
                        rows[q].cohorts[c][v] = estimates[c];
                    }
                    rows[q].pooled[v].pooled = joint_estimate(fit, test);
                    rows[q].pooled[v].meta = math::meta_analysis(estimates);
                }
            }
        }
    }
    return answer;
}

std::size_t JointLinearScan::block_bytes(std::size_t variants) const {
    std::size_t numbers = null_.cohorts * static_cast<std::size_t>(first_width_);
    std::size_t bytes = 0;
    if (errors_ == StandardErrors::robust) {
        numbers += null_.cohorts * static_cast<std::size_t>(second_width_);
        const auto terms = static_cast<std::size_t>(terms_.size());
        for (const LinearNullGroup& group : null_.groups) {
            const auto rank = static_cast<std::size_t>(group.rank);
            numbers += rank * (rank + terms + group.traits.size()) + terms * (terms + group.traits.size());
            bytes += sizeof(LinearFit);
        }
    }
    return variants * (bytes + sizeof(double) * numbers);
}

std::size_t JointLinearScan::resident_bytes() const { return null_.bytes() + terms_.bytes(); }

}  // namespace atria::association
