#include "kernels/association/linear_null.hpp"

#include "kernels/data/association_row.hpp"
#include "kernels/data/two_bit_mask.hpp"
#include "kernels/math/covariate_basis.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace atria::association {
namespace {

/// Of a trait's variance within cohorts: with less left by the covariates, they explain all of it.
constexpr double explained_share = 1e-18;
/// Of a trait's squares about 0: with less of it within cohorts, the trait is constant there.
constexpr double constant_share = 1e-24;

LinearNullCohort fit_cohort(const LinearCohort& cohort, std::vector<std::uint8_t> included, Eigen::MatrixXd q,
                            std::span<const Eigen::VectorXd> residuals) {
    LinearNullCohort part;
    const Eigen::Index rank = q.cols();
    const auto traits = static_cast<Eigen::Index>(residuals.size());
    part.mask = two_bit_mask(included);
    for (const std::uint8_t one : included) { part.people += one; }
    part.included = std::move(included);
    part.gram = q.transpose() * q;
    part.gram_factor = math::RankedCholesky(part.gram);
    part.products.resize(rank, traits);
    part.squares.resize(traits);
    Eigen::MatrixXd values(static_cast<Eigen::Index>(cohort.covariates.people()), rank + traits);
    values.leftCols(rank) = q;
    for (Eigen::Index t = 0; t < traits; ++t) {
        const Eigen::VectorXd& y = residuals[static_cast<std::size_t>(t)];
        // One product a trait: a wider one could round differently when other traits stand beside it.
        part.products.col(t) = q.transpose() * y;
        part.squares[t] = y.squaredNorm();
        values.col(rank + t) = y;
    }
    if (part.people > 0) { part.columns.emplace(values); }
    return part;
}

/// The covariates of all cohorts as orthonormal columns, and what is dropped.
struct GroupBasis {
    std::vector<Eigen::MatrixXd> columns;  ///< a cohort: N × rank
    Eigen::Index rank = 0;
    double parameters = 0;
    std::vector<std::string> dropped;
};

GroupBasis shared_basis(std::span<const LinearCohort> cohorts, std::span<const math::CohortDesign> designs) {
    GroupBasis group;
    math::CovariateBasis basis = math::covariate_basis(designs);
    group.columns = std::move(basis.columns);
    group.rank = basis.rank;
    group.parameters = static_cast<double>(basis.rank);
    for (const std::size_t k : basis.dropped) { group.dropped.push_back(cohorts.front().covariates.names[k]); }
    return group;
}

/// Each cohort's own basis, filled up with columns of 0 to the rank of the largest.
GroupBasis basis_by_cohort(std::span<const LinearCohort> cohorts, std::span<const math::CohortDesign> designs) {
    GroupBasis group;
    std::vector<std::size_t> dropped_by(cohorts.front().covariates.names.size(), 0);
    std::vector<std::vector<std::size_t>> dropped;
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        math::CovariateBasis basis = math::covariate_basis(designs.subspan(c, 1));
        group.columns.push_back(std::move(basis.columns.front()));
        group.rank = std::max(group.rank, basis.rank);
        group.parameters += static_cast<double>(basis.rank);
        for (const std::size_t k : basis.dropped) { ++dropped_by[k]; }
        dropped.push_back(std::move(basis.dropped));
    }
    for (Eigen::MatrixXd& columns : group.columns) {
        const Eigen::Index own = columns.cols();
        columns.conservativeResize(Eigen::NoChange, group.rank);
        columns.rightCols(group.rank - own).setZero();
    }
    const std::vector<std::string>& names = cohorts.front().covariates.names;
    for (std::size_t k = 0; k < names.size(); ++k) {
        if (dropped_by[k] == cohorts.size()) {
            group.dropped.push_back(names[k]);
            continue;
        }
        for (std::size_t c = 0; c < cohorts.size(); ++c) {
            if (std::find(dropped[c].begin(), dropped[c].end(), k) != dropped[c].end()) {
                group.dropped.push_back(name_in_cohort(names[k], cohorts[c].name));
            }
        }
    }
    return group;
}

LinearNullGroup fit_group(std::span<const LinearCohort> cohorts, CovariateEffects effects,
                          std::vector<std::size_t> traits, std::vector<std::vector<std::uint8_t>> included,
                          std::span<TraitSummary> summaries) {
    LinearNullGroup group;
    std::vector<math::CohortDesign> designs;
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        designs.push_back({&cohorts[c].covariates.values, included[c]});
    }
    const bool shared = effects == CovariateEffects::shared;
    GroupBasis basis = shared ? shared_basis(cohorts, designs) : basis_by_cohort(cohorts, designs);
    group.rank = basis.rank;
    group.dropped_covariates = std::move(basis.dropped);

    std::vector<std::vector<Eigen::VectorXd>> residuals(cohorts.size());
    for (const std::size_t t : traits) {
        std::vector<Eigen::VectorXd> y(cohorts.size());
        double people = 0;
        double strata = 0;
        double raw = 0;
        for (std::size_t c = 0; c < cohorts.size(); ++c) {
            const std::vector<double>& values = cohorts[c].traits[t].values;
            const std::vector<double>& offset = cohorts[c].traits[t].offset;
            y[c] = Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
            if (!offset.empty()) {
                y[c] -= Eigen::Map<const Eigen::VectorXd>(offset.data(), static_cast<Eigen::Index>(offset.size()));
            }
            double here = 0;
            double raw_here = 0;
            for (std::size_t i = 0; i < values.size(); ++i) {
                here += included[c][i];
                const double value = y[c][static_cast<Eigen::Index>(i)];
                if (included[c][i] != 0) { raw_here += value * value; }
            }
            math::centre(y[c], included[c]);
            if (here > 1 && y[c].squaredNorm() <= constant_share * raw_here) { summaries[t].constant_in.push_back(c); }
            raw += raw_here;
            people += here;
            strata += here > 0 ? 1 : 0;
        }
        double total = 0;  // squares within cohorts
        for (const Eigen::VectorXd& values : y) { total += values.squaredNorm(); }
        for (int pass = 0; pass < 2; ++pass) {
            std::vector<Eigen::VectorXd> fitted(cohorts.size());  // covariate effects
            for (std::size_t c = 0; c < cohorts.size(); ++c) { fitted[c] = basis.columns[c].transpose() * y[c]; }
            if (shared) {
                Eigen::VectorXd sum = Eigen::VectorXd::Zero(basis.rank);
                for (const Eigen::VectorXd& one : fitted) { sum += one; }
                fitted.assign(cohorts.size(), sum);
            }
            for (std::size_t c = 0; c < cohorts.size(); ++c) { y[c] -= basis.columns[c] * fitted[c]; }
        }
        double squares = 0;
        for (const Eigen::VectorXd& residual : y) { squares += residual.squaredNorm(); }
        if (squares <= explained_share * total ||
            total <= constant_share * raw) {  // what is left is rounding, not a trait
            squares = 0;
            for (Eigen::VectorXd& residual : y) { residual.setZero(); }
        }
        for (std::size_t c = 0; c < cohorts.size(); ++c) { residuals[c].push_back(std::move(y[c])); }
        TraitSummary& summary = summaries[t];
        summary.dropped_covariates = group.dropped_covariates;
        const double df = people - strata - basis.parameters;
        summary.residual_sd = df > 0 ? std::sqrt(squares / df) : not_available;
    }

    group.traits = std::move(traits);
    Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(basis.rank, basis.rank);
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        group.cohorts.push_back(
            fit_cohort(cohorts[c], std::move(included[c]), std::move(basis.columns[c]), residuals[c]));
        gram += group.cohorts.back().gram;
    }
    group.gram_factor = math::RankedCholesky(std::move(gram));
    return group;
}

}  // namespace

AnalysisSet people_of_trait(const LinearCohort& cohort, std::size_t trait) {
    const RequiredColumn columns[2] = {{"trait missing", cohort.traits[trait].values},
                                       {"prediction missing", cohort.traits[trait].offset}};
    return analysis_set(columns, cohort.covariates, cohort.covariates.people());
}

std::size_t LinearNull::bytes() const {
    std::size_t bytes = 0;
    for (const LinearNullGroup& group : groups) {
        for (const LinearNullCohort& cohort : group.cohorts) {
            bytes += cohort.included.size() + cohort.mask.size() * 8 + (cohort.columns ? cohort.columns->bytes() : 0);
        }
    }
    return bytes;
}

LinearNull fit_linear_null(std::span<const LinearCohort> cohorts, CovariateEffects effects) {
    LinearNull null;
    null.effects = effects;
    null.cohorts = cohorts.size();
    if (cohorts.empty()) { return null; }

    // Group the traits by who is analysed.
    struct Pending {
        std::vector<std::size_t> traits;
        std::vector<std::vector<std::uint8_t>> included;
    };
    std::vector<Pending> pending;
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
        const auto same = [&included](const Pending& other) { return other.included == included; };
        if (const auto found = std::find_if(pending.begin(), pending.end(), same); found != pending.end()) {
            found->traits.push_back(t);
        } else {
            pending.push_back({{t}, std::move(included)});
        }
    }
    for (Pending& group : pending) {
        null.groups.push_back(
            fit_group(cohorts, effects, std::move(group.traits), std::move(group.included), null.summaries));
    }
    return null;
}

}  // namespace atria::association
