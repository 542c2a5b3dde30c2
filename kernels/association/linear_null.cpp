#include "kernels/association/linear_null.hpp"

#include "kernels/association/linear_basis.hpp"
#include "kernels/data/association_row.hpp"
#include "kernels/data/two_bit_mask.hpp"
#include "kernels/math/covariate_basis.hpp"
#include "kernels/math/packed_triangle.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace atria::association {
namespace {

/// Of a trait's variance within cohorts: with less left by the covariates, they explain all of it.
constexpr double explained_share = 1e-18;
/// Of a trait's squares about 0: with less of it within cohorts, the trait is constant there.
constexpr double constant_share = 1e-24;

/// Traits with the same people, before they are fitted.
struct PendingGroup {
    std::vector<std::size_t> traits;
    std::vector<std::vector<std::uint8_t>> included;  // a cohort: N
};

/// A group, and what is left of its traits: a cohort × trait; 0 in people who are not included.
struct FittedGroup {
    LinearNullGroup group;
    std::vector<std::vector<Eigen::VectorXd>> residuals;
    std::vector<std::vector<std::uint32_t>> absent;  // a cohort
};

/// Trait less offset, centred within each cohort; what is found on the way goes into the summary.
struct CentredTrait {
    std::vector<Eigen::VectorXd> values;  // a cohort
    double squares_about_0 = 0;
    double people = 0;
    double strata = 0;
};

CentredTrait centred_trait(std::span<const LinearCohort> cohorts, std::size_t trait, const PendingGroup& pending,
                           TraitSummary& summary) {
    CentredTrait answer;
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        const Phenotype& phenotype = cohorts[c].traits[trait];
        const std::vector<std::uint8_t>& included = pending.included[c];
        Eigen::VectorXd y = Eigen::Map<const Eigen::VectorXd>(phenotype.values.data(),
                                                              static_cast<Eigen::Index>(phenotype.values.size()));
        if (!phenotype.offset.empty()) {
            y -= Eigen::Map<const Eigen::VectorXd>(phenotype.offset.data(),
                                                   static_cast<Eigen::Index>(phenotype.offset.size()));
        }
        double people = 0;
        double squares = 0;
        for (std::size_t i = 0; i < included.size(); ++i) {
            if (included[i] == 0) { continue; }
            people += 1;
            const double value = y[static_cast<Eigen::Index>(i)];
            squares += value * value;
        }
        math::centre(y, included);
        if (people > 1 && y.squaredNorm() <= constant_share * squares) { summary.constant_in.push_back(c); }
        answer.squares_about_0 += squares;
        answer.people += people;
        answer.strata += people > 0 ? 1 : 0;
        answer.values.push_back(std::move(y));
    }
    return answer;
}

/// Takes the covariates out of a centred trait.
void take_out(const LinearBasis& basis, const RestrictedBasis& people, const LinearNullGroup& group,
              const PendingGroup& pending, std::vector<Eigen::VectorXd>& y) {
    for (int pass = 0; pass < 2; ++pass) {
        std::vector<Eigen::VectorXd> effects;  // a cohort
        for (std::size_t c = 0; c < y.size(); ++c) {
            // About the means: the trait is centred, so the columns need not be.
            effects.emplace_back(basis.columns[c].transpose() * y[c]);
        }
        if (basis.effects == CovariateEffects::shared) {
            Eigen::VectorXd sum = Eigen::VectorXd::Zero(basis.rank);
            for (const Eigen::VectorXd& one : effects) { sum += one; }
            effects.assign(y.size(), group.gram_factor.solve(sum));
        } else {
            for (std::size_t c = 0; c < y.size(); ++c) { effects[c] = group.cohorts[c].gram_factor.solve(effects[c]); }
        }
        for (std::size_t c = 0; c < y.size(); ++c) {
            y[c] -= basis.columns[c] * effects[c];
            if (!people.cohorts[c].absent.empty()) { math::centre(y[c], pending.included[c]); }
        }
    }
}

LinearNullCohort cohort_of(const RestrictedBasis::Cohort& fewer, const std::vector<std::uint8_t>& included,
                           Eigen::Index traits) {
    LinearNullCohort part;
    static_cast<LinearPeople&>(part) = LinearPeople(included);
    part.covariate_sums = fewer.sums;
    part.gram.resize(math::packed_size(fewer.gram.rows()));
    math::pack_triangle(fewer.gram, part.gram);
    part.gram_diagonal = fewer.gram.diagonal();
    part.gram_factor = math::RankedCholesky(fewer.gram);
    part.products.resize(fewer.sums.size(), traits);
    part.squares.resize(traits);
    return part;
}

FittedGroup fit_group(std::span<const LinearCohort> cohorts, const LinearBasis& basis, const RestrictedBasis& people,
                      const PendingGroup& pending, std::span<TraitSummary> summaries) {
    FittedGroup fitted;
    LinearNullGroup& group = fitted.group;
    group.traits = pending.traits;
    group.rank = basis.rank;
    group.dropped_covariates = basis.dropped;
    Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(basis.rank, basis.rank);
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        group.cohorts.push_back(
            cohort_of(people.cohorts[c], pending.included[c], static_cast<Eigen::Index>(pending.traits.size())));
        gram += people.cohorts[c].gram;
        fitted.absent.push_back(people.cohorts[c].absent);
    }
    group.gram_factor = math::RankedCholesky(gram);

    fitted.residuals.resize(cohorts.size());
    for (std::size_t t = 0; t < pending.traits.size(); ++t) {
        TraitSummary& summary = summaries[pending.traits[t]];
        CentredTrait trait = centred_trait(cohorts, pending.traits[t], pending, summary);
        double total = 0;  // squares within cohorts
        for (const Eigen::VectorXd& values : trait.values) { total += values.squaredNorm(); }
        take_out(basis, people, group, pending, trait.values);
        double squares = 0;
        for (const Eigen::VectorXd& residual : trait.values) { squares += residual.squaredNorm(); }
        if (squares <= explained_share * total ||
            total <= constant_share * trait.squares_about_0) {  // what is left is rounding, not a trait
            squares = 0;
            for (Eigen::VectorXd& residual : trait.values) { residual.setZero(); }
        }
        summary.dropped_covariates = group.dropped_covariates;
        const double df = trait.people - trait.strata - people.parameters;
        summary.residual_sd = df > 0 ? std::sqrt(squares / df) : not_available;
        const auto column = static_cast<Eigen::Index>(t);
        for (std::size_t c = 0; c < cohorts.size(); ++c) {
            Eigen::VectorXd& y = trait.values[c];
            // One product a trait: a wider one could round differently when other traits stand beside it.
            group.cohorts[c].products.col(column) = basis.columns[c].transpose() * y;
            group.cohorts[c].squares[column] = y.squaredNorm();
            fitted.residuals[c].push_back(std::move(y));
        }
    }
    return fitted;
}

/// Adds groups on one basis, and the columns of that basis with their residuals.
void add_groups(LinearNull& null, const LinearBasis& basis, std::vector<FittedGroup> fitted) {
    LinearColumns& columns = null.columns.emplace_back();
    Eigen::Index width = basis.rank;
    for (FittedGroup& one : fitted) {
        one.group.first_residual = width;
        width += static_cast<Eigen::Index>(one.group.traits.size());
    }
    for (std::size_t c = 0; c < basis.columns.size(); ++c) {
        LinearColumns::Cohort& cohort = columns.cohorts.emplace_back();
        static_cast<LinearPeople&>(cohort) = LinearPeople(basis.included[c]);
        if (cohort.people == 0) { continue; }
        Eigen::MatrixXd values(basis.columns[c].rows(), width);
        values.leftCols(basis.rank) = basis.columns[c];
        for (FittedGroup& one : fitted) {
            for (std::size_t t = 0; t < one.group.traits.size(); ++t) {
                values.col(one.group.first_residual + static_cast<Eigen::Index>(t)) = one.residuals[c][t];
                one.residuals[c][t].resize(0);
            }
        }
        cohort.columns = std::make_shared<const math::FixedPointColumns>(values);
        for (FittedGroup& one : fitted) {
            LinearNullCohort& part = one.group.cohorts[c];
            if (part.people > 0) { part.columns = cohort.columns; }
            if (part.people > 0 && !one.absent[c].empty()) {
                math::FixedPointColumns rows(*cohort.columns, one.absent[c], static_cast<std::size_t>(basis.rank));
                part.absent.emplace(AbsentPeople{PeopleSubset(std::move(one.absent[c])), std::move(rows)});
            }
        }
    }
    for (FittedGroup& one : fitted) {
        columns.groups.push_back(null.groups.size());
        null.groups.push_back(std::move(one.group));
    }
}

/// The traits grouped by who is analysed; their summaries say who is not.
std::vector<PendingGroup> group_traits(std::span<const LinearCohort> cohorts, LinearNull& null) {
    std::vector<PendingGroup> pending;
    for (std::size_t t = 0; t < cohorts.front().traits.size(); ++t) {
        TraitSummary summary;
        summary.trait = cohorts.front().traits[t].name;
        null.traits.push_back(summary.trait);
        std::vector<std::vector<std::uint8_t>> included;
        for (const LinearCohort& cohort : cohorts) {
            AnalysisSet set = people_of_trait(cohort, t);
            included.push_back(std::exchange(set.included, {}));
            summary.sets.push_back(std::move(set));
        }
        null.summaries.push_back(std::move(summary));
        const auto same = [&included](const PendingGroup& other) { return other.included == included; };
        if (const auto found = std::find_if(pending.begin(), pending.end(), same); found != pending.end()) {
            found->traits.push_back(t);
        } else {
            pending.push_back({{t}, std::move(included)});
        }
    }
    return pending;
}

}  // namespace

LinearPeople::LinearPeople(std::vector<std::uint8_t> whom) : included(std::move(whom)), mask(two_bit_mask(included)) {
    for (const std::uint8_t one : included) { people += one; }
}

AnalysisSet people_of_trait(const LinearCohort& cohort, std::size_t trait) {
    const RequiredColumn columns[2] = {{"trait missing", cohort.traits[trait].values},
                                       {"prediction missing", cohort.traits[trait].offset}};
    return analysis_set(columns, cohort.covariates, cohort.covariates.people());
}

std::size_t LinearNull::bytes() const {
    std::size_t bytes = 0;
    for (const LinearColumns& shared : columns) {
        for (const LinearColumns::Cohort& cohort : shared.cohorts) {
            bytes += cohort.included.size() + cohort.mask.size() * 8 + (cohort.columns ? cohort.columns->bytes() : 0);
        }
    }
    for (const LinearNullGroup& group : groups) {
        for (const LinearNullCohort& cohort : group.cohorts) {
            bytes += cohort.included.size() + cohort.mask.size() * 8;
            if (cohort.absent) { bytes += cohort.absent->people.bytes() + cohort.absent->columns.bytes(); }
        }
    }
    return bytes;
}

LinearNull fit_linear_null(std::span<const LinearCohort> cohorts, CovariateEffects effects) {
    LinearNull null;
    null.effects = effects;
    null.cohorts = cohorts.size();
    if (cohorts.empty()) { return null; }
    std::vector<PendingGroup> pending = group_traits(cohorts, null);
    if (pending.empty()) { return null; }

    std::vector<std::vector<std::uint8_t>> everybody;
    for (const LinearCohort& cohort : cohorts) {
        everybody.push_back(analysis_set({}, cohort.covariates, cohort.covariates.people()).included);
    }
    std::vector<FittedGroup> on_shared;
    {
        const LinearBasis basis = linear_basis(cohorts, effects, std::move(everybody));
        std::vector<PendingGroup> others;
        for (PendingGroup& group : pending) {
            const RestrictedBasis people = restricted(basis, group.included);
            if (serves(basis, people)) {
                on_shared.push_back(fit_group(cohorts, basis, people, group, null.summaries));
            } else {
                others.push_back(std::move(group));
            }
        }
        pending = std::move(others);
        if (!on_shared.empty()) { add_groups(null, basis, std::move(on_shared)); }
    }
    for (PendingGroup& group : pending) {
        const LinearBasis basis = linear_basis(cohorts, effects, group.included);
        std::vector<FittedGroup> own;
        own.push_back(fit_group(cohorts, basis, restricted(basis, group.included), group, null.summaries));
        add_groups(null, basis, std::move(own));
    }
    return null;
}

}  // namespace atria::association
