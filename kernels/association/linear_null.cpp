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

LinearNullGroup fit_group(std::span<const LinearCohort> cohorts, std::vector<std::size_t> traits,
                          std::vector<std::vector<std::uint8_t>> included, std::span<TraitSummary> summaries) {
    LinearNullGroup group;
    std::vector<math::CohortDesign> designs;
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        designs.push_back({&cohorts[c].covariates.values, included[c]});
    }
    math::CovariateBasis basis = math::covariate_basis(designs);
    group.rank = basis.rank;
    for (const std::size_t k : basis.dropped) {
        group.dropped_covariates.push_back(cohorts.front().covariates.names[k]);
    }

    std::vector<std::vector<Eigen::VectorXd>> residuals(cohorts.size());
    for (const std::size_t t : traits) {
        std::vector<Eigen::VectorXd> y(cohorts.size());
        double people = 0;
        double strata = 0;
        double raw = 0;
        for (std::size_t c = 0; c < cohorts.size(); ++c) {
            const std::vector<double>& values = cohorts[c].traits[t].values;
            y[c] = Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
            double here = 0;
            for (std::size_t i = 0; i < values.size(); ++i) {
                here += included[c][i];
                if (included[c][i] != 0) { raw += values[i] * values[i]; }
            }
            math::centre(y[c], included[c]);
            people += here;
            strata += here > 0 ? 1 : 0;
        }
        double total = 0;  // squares within cohorts
        for (const Eigen::VectorXd& values : y) { total += values.squaredNorm(); }
        for (int pass = 0; pass < 2; ++pass) {
            Eigen::VectorXd effects = Eigen::VectorXd::Zero(basis.rank);
            for (std::size_t c = 0; c < cohorts.size(); ++c) { effects += basis.columns[c].transpose() * y[c]; }
            for (std::size_t c = 0; c < cohorts.size(); ++c) { y[c] -= basis.columns[c] * effects; }
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
        const double df = people - strata - static_cast<double>(basis.rank);
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

LinearNull fit_linear_null(std::span<const LinearCohort> cohorts) {
    LinearNull null;
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
            const RequiredColumn trait{"trait missing", cohort.traits[t].values};
            AnalysisSet set = analysis_set({&trait, 1}, cohort.covariates, cohort.covariates.people());
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
        null.groups.push_back(fit_group(cohorts, std::move(group.traits), std::move(group.included), null.summaries));
    }
    return null;
}

}  // namespace atria::association
