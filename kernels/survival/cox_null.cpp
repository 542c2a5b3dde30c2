#include "kernels/survival/cox_null.hpp"

#include "kernels/data/two_bit_mask.hpp"
#include "kernels/math/covariate_basis.hpp"
#include "kernels/survival/cox_derivatives.hpp"
#include "kernels/survival/null_newton.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace atria::survival {
namespace {

/// The maximum of the sum over cohorts.
NullNewton<CoxDerivatives> maximise(std::span<const CoxNullCohort* const> cohorts, std::span<const Eigen::MatrixXd> x,
                                    Eigen::Index k, Ties ties) {
    return maximise_null(k, [&](const Eigen::VectorXd& effects) {
        CoxDerivatives sum(k);
        for (std::size_t c = 0; c < cohorts.size(); ++c) {
            sum.add(cox_derivatives(cohorts[c]->sets, ties, x[c], cohorts[c]->offset + x[c] * effects));
        }
        return sum;
    });
}

CoxNullFit fit_at(const CoxNullCohort& cohort, const Eigen::MatrixXd& x, const Eigen::VectorXd& effects, Ties ties) {
    CoxNullFit fit;
    fit.effects = effects;
    Eigen::VectorXd eta = cohort.offset + x * effects;
    if (eta.size() > 0) { eta.array() -= eta.maxCoeff(); }
    const CoxDerivatives here = cox_derivatives(cohort.sets, ties, x, eta);
    fit.log_likelihood = here.log_likelihood;
    fit.information = here.information;
    fit.factor = math::RankedCholesky(here.information);
    fit.eta.assign(eta.begin(), eta.end());
    fit.risk.resize(fit.eta.size());
    for (std::size_t i = 0; i < fit.risk.size(); ++i) { fit.risk[i] = cohort.sets.weight_of(i) * std::exp(fit.eta[i]); }
    return fit;
}

/// The covariates' basis, centred within the strata: what is constant within every one of them is left out. Strata are
/// to it what cohorts are; a cohort's columns are put together from those of its strata.
math::CovariateBasis stratified_basis(std::span<const CoxCohort> cohorts, std::size_t which,
                                      std::span<const std::vector<std::uint8_t>> included) {
    struct Part {
        std::size_t cohort = 0;
        std::vector<std::uint32_t> people;
        Eigen::MatrixXd covariates;
        std::vector<std::uint8_t> included;
    };
    std::vector<math::CohortDesign> designs;
    std::vector<Part> parts;  // of the cohorts with strata
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        const std::vector<double>& stratum = cohorts[c].outcomes[which].stratum;
        std::map<double, std::vector<std::uint32_t>> strata;
        for (std::size_t i = 0; i < stratum.size(); ++i) {
            if (included[c][i] != 0) { strata[stratum[i]].push_back(static_cast<std::uint32_t>(i)); }
        }
        for (auto& [code, people] : strata) {
            Part part{c, std::move(people), {}, {}};
            part.covariates = cohorts[c].covariates.values(part.people, Eigen::all);
            part.included.assign(part.people.size(), 1);
            parts.push_back(std::move(part));
        }
    }
    if (parts.empty()) {
        for (std::size_t c = 0; c < cohorts.size(); ++c) {
            designs.push_back({&cohorts[c].covariates.values, included[c]});
        }
        return math::covariate_basis(designs);
    }
    for (const Part& part : parts) { designs.push_back({&part.covariates, part.included}); }
    math::CovariateBasis basis = math::covariate_basis(designs);
    std::vector<Eigen::MatrixXd> columns;
    for (const CoxCohort& cohort : cohorts) {
        columns.emplace_back(Eigen::MatrixXd::Zero(cohort.covariates.values.rows(), basis.rank));
    }
    for (std::size_t p = 0; p < parts.size(); ++p) {
        columns[parts[p].cohort](parts[p].people, Eigen::all) = basis.columns[p];
    }
    basis.columns = std::move(columns);
    return basis;
}

CoxNullOutcome fit_outcome(std::span<const CoxCohort> cohorts, std::size_t which, Ties ties) {
    CoxNullOutcome null;
    null.summary.outcome = cohorts.front().outcomes[which].name;
    std::vector<std::vector<std::uint8_t>> included;
    for (const CoxCohort& cohort : cohorts) {
        const SurvivalOutcome& outcome = cohort.outcomes[which];
        const RequiredColumn columns[] = {{"event missing", outcome.event},       {"exit time missing", outcome.exit},
                                          {"entry time missing", outcome.entry},  {"stratum missing", outcome.stratum},
                                          {"prediction missing", outcome.offset}, {"weight missing", outcome.weight}};
        AnalysisSet set = analysis_set(columns, cohort.covariates, cohort.covariates.people());
        for (std::size_t i = 0; i < outcome.entry.size(); ++i) {
            if (set.included[i] != 0 && on_tick(outcome.exit[i]) <= on_tick(outcome.entry[i])) {
                set.included[i] = 0;
                --set.people;
                ++set.left_out["no time at risk (exit equals entry)"];
            }
        }
        for (std::size_t i = 0; i < outcome.weight.size(); ++i) {
            if (set.included[i] != 0 && outcome.weight[i] == 0) {
                set.included[i] = 0;
                --set.people;
                ++set.left_out["weight is 0"];
            }
        }
        included.push_back(std::exchange(set.included, {}));
        null.summary.sets.push_back(std::move(set));
    }

    const math::CovariateBasis basis = stratified_basis(cohorts, which, included);
    null.covariates = basis.rank;
    for (const std::size_t k : basis.dropped) {
        null.summary.dropped_covariates.push_back(cohorts.front().covariates.names[k]);
    }
    double people = 0;
    for (const AnalysisSet& set : null.summary.sets) { people += static_cast<double>(set.people); }
    const double unit_variance = std::sqrt(std::max(people, 1.0));

    std::vector<Eigen::MatrixXd> x;
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        CoxNullCohort cohort;
        cohort.sets = risk_sets(cohorts[c].outcomes[which], included[c]);
        cohort.mask = two_bit_mask(included[c]);
        cohort.with_event.resize(included[c].size());
        std::transform(included[c].begin(), included[c].end(), cohorts[c].outcomes[which].event.begin(),
                       cohort.with_event.begin(),
                       [](std::uint8_t in, double event) { return static_cast<std::uint8_t>(in != 0 && event == 1); });
        cohort.event_mask = two_bit_mask(cohort.with_event);
        cohort.included = std::move(included[c]);
        cohort.covariates = basis.rank;
        Eigen::MatrixXd rows(static_cast<Eigen::Index>(cohort.sets.people()), basis.rank);
        for (std::size_t i = 0; i < cohort.sets.people(); ++i) {
            rows.row(static_cast<Eigen::Index>(i)) = basis.columns[c].row(cohort.sets.person[i]) * unit_variance;
        }
        cohort.offset = Eigen::VectorXd::Zero(rows.rows());
        const std::vector<double>& offset = cohorts[c].outcomes[which].offset;
        for (std::size_t i = 0; i < cohort.sets.people() && !offset.empty(); ++i) {
            cohort.offset[static_cast<Eigen::Index>(i)] = offset[cohort.sets.person[i]];
        }
        cohort.x.resize(static_cast<std::size_t>(rows.size()));
        Eigen::Map<Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(cohort.x.data(), rows.rows(),
                                                                                           rows.cols()) = rows;
        x.push_back(std::move(rows));
        null.summary.events.push_back(cohort.sets.events);
        null.summary.competing.push_back(cohort.sets.competing);
        null.summary.without_weight += cohort.sets.without_weight;
        null.summary.event_times.push_back(cohort.sets.distinct_times);
        null.summary.largest_tie.push_back(cohort.sets.largest_tie);
        null.summary.tied_events.push_back(cohort.sets.tied_events);
        null.summary.ties.add(tie_calibration(cohort.sets, ties));
        null.cohorts.push_back(std::move(cohort));
    }

    std::vector<const CoxNullCohort*> all;
    for (const CoxNullCohort& cohort : null.cohorts) { all.push_back(&cohort); }
    const NullNewton<CoxDerivatives> shared = maximise(all, x, basis.rank, ties);
    null.summary.status = shared.status;
    null.summary.rounds = shared.rounds;
    null.summary.log_likelihood = shared.at_end.log_likelihood;
    null.factor = math::RankedCholesky(shared.at_end.information);
    for (std::size_t c = 0; c < null.cohorts.size(); ++c) {
        CoxNullCohort& cohort = null.cohorts[c];
        cohort.pooled = fit_at(cohort, x[c], shared.effects, ties);
        cohort.pooled.status = shared.status;
        if (cohort.sets.events > 0) {
            const CoxNullCohort* const alone[] = {&cohort};
            const NullNewton<CoxDerivatives> own = maximise(alone, {&x[c], 1}, basis.rank, ties);
            cohort.own = fit_at(cohort, x[c], own.effects, ties);
            cohort.own.status = own.status;
        }
        null.summary.own_status.push_back(cohort.own.status);
    }
    return null;
}

}  // namespace

Eigen::MatrixXd CoxNullCohort::covariate_matrix() const {
    return Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
        x.data(), static_cast<Eigen::Index>(sets.people()), covariates);
}

CoxNull fit_cox_null(std::span<const CoxCohort> cohorts, Ties ties) {
    CoxNull null;
    null.ties = ties;
    null.cohorts = cohorts.size();
    if (cohorts.empty()) { return null; }
    for (std::size_t o = 0; o < cohorts.front().outcomes.size(); ++o) {
        null.outcomes.push_back(cohorts.front().outcomes[o].name);
        null.nulls.push_back(fit_outcome(cohorts, o, ties));
    }
    return null;
}

}  // namespace atria::survival
