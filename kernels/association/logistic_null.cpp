#include "kernels/association/logistic_null.hpp"

#include "kernels/data/two_bit_mask.hpp"
#include "kernels/math/covariate_basis.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace atria::association {
namespace {

constexpr double arrived = 1e-21;  // squared distance to the maximum, in standard errors
constexpr int most_rounds = 60;
constexpr int most_halvings = 25;
/// Where covariates separate cases from controls the likelihood rises for ever: the linear predictor grows, until the
/// information about some covariate is gone.
constexpr double beyond_any_predictor = 30;

struct Fit {
    RowStatus status = RowStatus::not_converged;
    LogisticNullPoint point;
    double log_likelihood = 0;
    int rounds = 0;
};

/// Newton's method over the cohorts that take part.
Fit fit(std::span<const LogisticNullCohort> cohorts, Eigen::Index covariates) {
    const auto count = static_cast<Eigen::Index>(cohorts.size());
    Fit answer;
    Eigen::VectorXd point = Eigen::VectorXd::Zero(count + covariates);
    for (Eigen::Index c = 0; c < count; ++c) {
        const LogisticNullCohort& cohort = cohorts[static_cast<std::size_t>(c)];
        if (cohort.status == RowStatus::ok) { point[c] = std::log(cohort.cases / (cohort.size() - cohort.cases)); }
    }
    Eigen::VectorXd previous = point;
    double previous_value = -std::numeric_limits<double>::infinity();
    int halvings = 0;
    Eigen::Index rank = 0;
    for (answer.rounds = 1; answer.rounds <= most_rounds; ++answer.rounds) {
        std::vector<std::optional<LogisticSums>> sums(cohorts.size());
        double largest = 0;
        for (Eigen::Index c = 0; c < count; ++c) {
            const LogisticNullCohort& cohort = cohorts[static_cast<std::size_t>(c)];
            if (cohort.status != RowStatus::ok) { continue; }
            sums[static_cast<std::size_t>(c)] =
                logistic_sums(cohort.people, {}, {point[c], point.tail(covariates), 0.0});
            largest = std::max(largest, sums[static_cast<std::size_t>(c)]->largest);
        }
        const LogisticSystem system(sums, covariates);
        const double value = system.log_likelihood();
        if (!(value >= previous_value - 1e-11 * (1 + std::fabs(previous_value))) && halvings < most_halvings) {
            ++halvings;
            point = (point + previous) / 2;
            continue;
        }
        halvings = 0;
        previous = point;
        previous_value = value;
        const LogisticSystem::Step step = system.nuisance_newton();
        if (!std::isfinite(step.distance)) { break; }
        if (answer.rounds == 1) { rank = system.rank(); }
        if (largest > beyond_any_predictor || system.rank() < rank) {
            answer.status = RowStatus::infinite_estimate;
            break;
        }
        point += step.nuisance;
        if (step.distance <= arrived) {
            answer.status = RowStatus::ok;
            break;
        }
    }
    answer.log_likelihood = previous_value;
    answer.point.intercepts = point.head(count);
    answer.point.effects = point.tail(covariates);
    return answer;
}

/// The fit as one cohort sees it: sums and the columns that genotypes are multiplied with.
LogisticNullFit seen_by(const LogisticNullCohort& cohort, double intercept, const Eigen::VectorXd& effects,
                        std::size_t records) {
    LogisticNullFit fit;
    fit.status = RowStatus::ok;
    fit.point.intercepts = Eigen::VectorXd::Constant(1, intercept);
    fit.point.effects = effects;
    const LogisticPoint point{intercept, effects, 0.0};
    fit.sums = logistic_sums(cohort.people, {}, point);
    const Eigen::Index k = effects.size();
    Eigen::MatrixXd columns = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(records), k + 2);
    for (std::size_t i = 0; i < cohort.person.size(); ++i) {
        const auto at = static_cast<Eigen::Index>(i);
        const double predictor = cohort.people.offset[at] + intercept + cohort.people.x.col(at).dot(effects);
        const double decay = std::exp(-std::fabs(predictor));
        const double smaller = decay / (1 + decay);
        const double mu = predictor > 0 ? 1 - smaller : smaller;
        const double rest = predictor > 0 ? smaller : 1 - smaller;
        const auto row = static_cast<Eigen::Index>(cohort.person[i]);
        columns(row, 0) = mu * rest;
        columns.row(row).segment(1, k) = mu * rest * cohort.people.x.col(at).transpose();
        columns(row, k + 1) = cohort.people.y[at] > 0.5 ? rest : -mu;
    }
    fit.columns.emplace(columns);
    return fit;
}

LogisticNullTrait fit_trait(std::span<const LogisticCohort> cohorts, std::size_t t) {
    LogisticNullTrait null;
    BinaryTraitSummary& summary = null.summary;
    summary.trait = cohorts.front().traits[t].name;
    std::vector<math::CohortDesign> designs;
    double people = 0;
    for (const LogisticCohort& cohort : cohorts) {
        const std::vector<double>& values = cohort.traits[t].values;
        const RequiredColumn trait{"trait missing", values};
        AnalysisSet set = analysis_set({&trait, 1}, cohort.covariates, cohort.covariates.people());
        LogisticNullCohort& part = null.cohorts.emplace_back();
        part.included = std::exchange(set.included, {});
        for (std::size_t i = 0; i < part.included.size(); ++i) {
            if (part.included[i] == 0) { continue; }
            part.person.push_back(static_cast<std::uint32_t>(i));
            part.cases += values[i];
        }
        if (!part.person.empty()) {
            const bool both = part.cases > 0 && part.cases < part.size();
            part.status = both ? RowStatus::ok : RowStatus::one_class;
            if (!both) {
                set.left_out[part.cases > 0 ? "in a cohort of cases only" : "in a cohort of controls only"] +=
                    part.person.size();
                set.people = 0;
                std::fill(part.included.begin(), part.included.end(), std::uint8_t{0});
                part.person.clear();
                part.cases = 0;
            }
        }
        people += part.size();
        part.mask = two_bit_mask(part.included);
        summary.cases.push_back(static_cast<std::size_t>(part.cases));
        summary.cohort_status.push_back(part.status);
        summary.sets.push_back(std::move(set));
    }
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        designs.push_back({&cohorts[c].covariates.values, null.cohorts[c].included});
    }
    const math::CovariateBasis basis = math::covariate_basis(designs);
    null.covariates = basis.rank;
    for (const std::size_t k : basis.dropped) {
        summary.dropped_covariates.push_back(cohorts.front().covariates.names[k]);
    }
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        LogisticNullCohort& part = null.cohorts[c];
        const auto n = static_cast<Eigen::Index>(part.person.size());
        part.people.x.resize(basis.rank, n);
        part.people.y.resize(n);
        part.people.offset = Eigen::VectorXd::Zero(n);
        for (Eigen::Index i = 0; i < n; ++i) {
            const std::uint32_t person = part.person[static_cast<std::size_t>(i)];
            part.people.x.col(i) = basis.columns[c].row(person).transpose() * std::sqrt(people);
            part.people.y[i] = cohorts[c].traits[t].values[person];
        }
    }

    if (people == 0) {
        summary.status = RowStatus::no_people;
        return null;
    }
    const Fit pooled = fit(null.cohorts, basis.rank);
    summary.status = pooled.status;
    summary.log_likelihood = pooled.log_likelihood;
    summary.rounds = pooled.rounds;
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        LogisticNullCohort& part = null.cohorts[c];
        if (part.status != RowStatus::ok) {
            part.own.status = part.status;
            continue;
        }
        const std::size_t records = cohorts[c].covariates.people();
        if (pooled.status == RowStatus::ok) {
            part.pooled =
                seen_by(part, pooled.point.intercepts[static_cast<Eigen::Index>(c)], pooled.point.effects, records);
        }
        const Fit own = fit({&part, 1}, basis.rank);
        part.own.status = own.status;
        if (own.status == RowStatus::ok) {
            part.own = seen_by(part, own.point.intercepts[0], own.point.effects, records);
        }
    }
    return null;
}

}  // namespace

LogisticNull fit_logistic_null(std::span<const LogisticCohort> cohorts) {
    LogisticNull null;
    null.cohorts = cohorts.size();
    if (cohorts.empty()) { return null; }
    for (std::size_t t = 0; t < cohorts.front().traits.size(); ++t) {
        null.traits.push_back(cohorts.front().traits[t].name);
        null.nulls.push_back(fit_trait(cohorts, t));
    }
    return null;
}

}  // namespace atria::association
