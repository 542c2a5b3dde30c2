#include "kernels/association/logistic_null.hpp"

#include "kernels/association/logistic_newton.hpp"
#include "kernels/data/two_bit_mask.hpp"
#include "kernels/math/compensated_sum.hpp"
#include "kernels/math/covariate_basis.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace atria::association {
namespace {

struct Fit {
    RowStatus status = RowStatus::not_converged;
    LogisticNullPoint point;
    double log_likelihood = 0;
    int rounds = 0;
};

/// The maximum over the cohorts that take part.
Fit fit(std::span<const LogisticNullCohort> cohorts, Eigen::Index covariates) {
    const auto count = static_cast<Eigen::Index>(cohorts.size());
    Eigen::VectorXd start = Eigen::VectorXd::Zero(count + covariates);
    for (Eigen::Index c = 0; c < count; ++c) {
        const LogisticNullCohort& cohort = cohorts[static_cast<std::size_t>(c)];
        if (cohort.status == RowStatus::ok) { start[c] = std::log(cohort.cases / (cohort.size() - cohort.cases)); }
    }
    LogisticNewton newton(start, count);
    while (!newton.done()) {
        std::vector<std::optional<LogisticSums>> sums(cohorts.size());
        for (std::size_t c = 0; c < cohorts.size(); ++c) {
            if (cohorts[c].status != RowStatus::ok) { continue; }
            sums[c] = logistic_sums(cohorts[c].people, {}, newton.point(static_cast<Eigen::Index>(c)));
        }
        newton.advance(sums);
    }
    Fit answer;
    answer.status = newton.status();
    answer.log_likelihood = newton.log_likelihood();
    answer.rounds = newton.rounds();
    answer.point.intercepts = newton.parameters().head(count);
    answer.point.effects = newton.parameters().tail(covariates);
    return answer;
}

/// The fit as one cohort sees it. `columns`: N × (K + 2), becomes w, w x, y - mu.
LogisticNullFit seen_by(const LogisticNullCohort& cohort, double intercept, const Eigen::VectorXd& effects,
                        Eigen::MatrixXd& columns) {
    LogisticNullFit fit;
    fit.status = RowStatus::ok;
    fit.point.intercepts = Eigen::VectorXd::Constant(1, intercept);
    fit.point.effects = effects;
    const LogisticPoint point{intercept, effects, 0.0};
    fit.sums = logistic_sums(cohort.people, {}, point);
    fit.predictor = cohort.lanes.predictor(point);
    const Eigen::Index k = effects.size();
    math::CompensatedSum log_likelihood;  // other points' are held against it
    for (std::size_t i = 0; i < cohort.person.size(); ++i) {
        const auto at = static_cast<Eigen::Index>(i);
        const double predictor = cohort.people.offset[at] + intercept + cohort.people.x.col(at).dot(effects);
        const double decay = std::exp(-std::fabs(predictor));
        const double smaller = decay / (1 + decay);
        const double mu = predictor > 0 ? 1 - smaller : smaller;
        const double rest = predictor > 0 ? smaller : 1 - smaller;
        const auto row = static_cast<Eigen::Index>(cohort.person[i]);
        const bool is_case = cohort.people.y[at] > 0.5;
        columns(row, 0) = mu * rest;
        columns.row(row).segment(1, k) = mu * rest * cohort.people.x.col(at).transpose();
        columns(row, k + 1) = is_case ? rest : -mu;
        fit.slants += mu * rest * (0.5 - mu);
        log_likelihood.add(-std::max(is_case ? -predictor : predictor, 0.0) - std::log1p(decay));
    }
    fit.sums.log_likelihood = log_likelihood.value();
    fit.point.slant = fit.slants / fit.sums.information(0, 0);
    const std::optional<LogisticSums> alone = fit.sums;
    fit.system.emplace(std::span(&alone, 1), k);
    return fit;
}

/// A cohort's part of the pooled fit, its own fit, and the columns of both.
void see(LogisticNullCohort& part, const Fit& pooled, std::size_t cohort, bool alone, std::size_t records) {
    const Eigen::Index k = part.people.x.rows();
    Eigen::MatrixXd of_pooled = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(records), k + 2);
    Eigen::MatrixXd of_own;
    if (pooled.status == RowStatus::ok) {
        part.pooled =
            seen_by(part, pooled.point.intercepts[static_cast<Eigen::Index>(cohort)], pooled.point.effects, of_pooled);
    }
    const bool some = part.pooled.status == RowStatus::ok;
    if (alone) {
        part.own = part.pooled;
        part.own.status = pooled.status;
    } else {
        const Fit own = fit({&part, 1}, k);
        part.own.status = own.status;
        if (own.status == RowStatus::ok) {
            of_own = Eigen::MatrixXd::Zero(of_pooled.rows(), k + 2);
            part.own = seen_by(part, own.point.intercepts[0], own.point.effects, of_own);
        }
    }
    const bool two = some && of_own.size() > 0;
    if (!two) {
        if (!some && of_own.size() == 0) { return; }
        part.weights = 1;
        part.pooled.columns = part.own.columns = {0, 1};
        part.columns.emplace(some ? of_pooled : of_own);
        return;
    }
    const auto width = static_cast<std::size_t>(k) + 1;
    part.weights = 2;
    part.pooled.columns = {0, 2};
    part.own.columns = {1, 2 + width};
    Eigen::MatrixXd both(of_pooled.rows(), 2 * k + 4);
    both << of_pooled.col(0), of_own.col(0), of_pooled.rightCols(k + 1), of_own.rightCols(k + 1);
    part.columns.emplace(both);
}

LogisticNullTrait fit_trait(std::span<const LogisticCohort> cohorts, std::size_t t) {
    LogisticNullTrait null;
    BinaryTraitSummary& summary = null.summary;
    summary.trait = cohorts.front().traits[t].name;
    std::vector<math::CohortDesign> designs;
    double people = 0;
    for (const LogisticCohort& cohort : cohorts) {
        const std::vector<double>& values = cohort.traits[t].values;
        const std::vector<double>& offset = cohort.traits[t].offset;
        const RequiredColumn columns[2] = {{"trait missing", values}, {"prediction missing", offset}};
        AnalysisSet set = analysis_set(columns, cohort.covariates, cohort.covariates.people());
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
            const std::vector<double>& offset = cohorts[c].traits[t].offset;
            if (!offset.empty()) { part.people.offset[i] = offset[person]; }
        }
        part.lanes = LogisticLanes(part.people);
    }

    if (people == 0) {
        summary.status = RowStatus::no_people;
        return null;
    }
    const Fit pooled = fit(null.cohorts, basis.rank);
    summary.status = pooled.status;
    summary.log_likelihood = pooled.log_likelihood;
    summary.rounds = pooled.rounds;
    double slants = 0;
    double weights = 0;
    std::vector<std::optional<LogisticSums>> sums(cohorts.size());
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        LogisticNullCohort& part = null.cohorts[c];
        if (part.status != RowStatus::ok) {
            part.own.status = part.status;
            continue;
        }
        see(part, pooled, c, cohorts.size() == 1, cohorts[c].covariates.people());
        if (part.pooled.status != RowStatus::ok) { continue; }
        slants += part.pooled.slants;
        weights += part.pooled.sums.information(0, 0);
        sums[c] = part.pooled.sums;
    }
    null.point = {pooled.point.intercepts, pooled.point.effects, slants / weights};
    if (pooled.status == RowStatus::ok) { null.system.emplace(sums, basis.rank); }
    return null;
}

}  // namespace

std::size_t LogisticNull::bytes() const {
    std::size_t bytes = 0;
    for (const LogisticNullTrait& trait : nulls) {
        for (const LogisticNullCohort& cohort : trait.cohorts) {
            bytes += cohort.included.size() + cohort.mask.size() * 8 + cohort.person.size() * 4 +
                     static_cast<std::size_t>(cohort.people.x.size() + 2 * cohort.people.y.size()) * 8 +
                     cohort.lanes.bytes();
            bytes += cohort.columns ? cohort.columns->bytes() : 0;
            bytes += (cohort.pooled.predictor.size() + cohort.own.predictor.size()) * sizeof(double);
        }
    }
    return bytes;
}

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
