#include "pipeline/model/predicted_risks.hpp"

#include "kernels/survival/model/absolute_risk.hpp"
#include "kernels/survival/model/cox_baseline.hpp"
#include "pipeline/model/cox_rounds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace atria::pipeline {
namespace {

using survival::CoxBaseline;
using survival::CoxBaselineStratum;
using survival::CoxModelResult;
using survival::CoxModelStatus;
using survival::RiskPeople;
using survival::StratumRisk;

/// The fitted hazard of one cause.
struct CauseModel {
    Eigen::VectorXd point;
    std::vector<CoxBaseline> baseline;  ///< a cohort
};

bool is_fitted(const CoxModelResult& fit) {
    return fit.status == CoxModelStatus::ok || fit.status == CoxModelStatus::infinite;
}

CauseModel own_cause(const FittedCox& fitted) {
    CauseModel model{fitted.fit.point, std::vector<CoxBaseline>(fitted.cohorts.size())};
    fitted.rounds.each(
        [&](std::size_t c) { model.baseline[c] = survival::cox_baseline(fitted.cohorts[c], fitted.fit.point); });
    return model;
}

/// A Cox model of a competing cause, with the covariates, strata and ties of the model itself.
std::optional<CauseModel> other_cause(const FittedCox& fitted, unsigned cause, ModelResult& result) {
    std::vector<survival::CoxModelRows> cohorts(fitted.cohorts.size());
    fitted.rounds.each([&](std::size_t c) {
        SurvivalRows rows = fitted.rows(c);
        rows.event = fitted.model.cohorts[c].codes;
        cohorts[c] = survival::cox_model_rows(rows, ties_of(fitted.request.ties), cause);
    });
    const std::size_t covariates = fitted.model.covariates.size();
    const CoxModelResult fit = fit_in_rounds(cohorts, covariates, fitted.rounds, 0);  // no bounds are told of it
    nlohmann::ordered_json record{{"cause", cause}, {"status", name_of(fit.status)}, {"events", fit.events}};
    for (std::size_t k = 0; k < covariates; ++k) {
        const survival::CoxModelCoefficient& coefficient = fit.coefficients[k];
        record["estimates"][fitted.model.covariates[k]] = json_number(coefficient.beta);
        if (coefficient.status == survival::CoefficientStatus::infinite) {
            result.warnings.push_back("in the model of the competing cause " + std::to_string(cause) +
                                      " the estimate of " + fitted.model.covariates[k] + " is infinite");
        }
    }
    result.record["competing_causes"].push_back(record);
    if (!is_fitted(fit)) {
        result.warnings.push_back("there are no risks: the model of the competing cause " + std::to_string(cause) +
                                  " has no fit: " + fit.reason);
        return std::nullopt;
    }
    CauseModel model{fit.point, std::vector<CoxBaseline>(cohorts.size())};
    fitted.rounds.each([&](std::size_t c) { model.baseline[c] = survival::cox_baseline(cohorts[c], fit.point); });
    return model;
}

/// What became of the people of a cohort.
RiskPeople everybody_of(const FittedCox& fitted, std::size_t c) {
    const ModelCohort& cohort = fitted.model.cohorts[c];
    const bool fine_gray = fitted.request.model == SurvivalModel::fine_gray;
    const unsigned cause = fitted.request.cause.value_or(1);
    const std::vector<std::uint32_t>& codes = cohort.codes.empty() ? cohort.rows.event : cohort.codes;
    const unsigned own = fine_gray || !cohort.codes.empty() ? cause : 1;
    RiskPeople people;
    for (std::size_t i = 0; i < cohort.rows.rows(); ++i) {
        people.time.push_back(cohort.rows.exit[i] - (cohort.rows.delayed_entry() ? cohort.rows.entry[i] : 0));
        people.event.push_back(codes[i] == 0 ? 0 : codes[i] == own ? 1 : 2);
    }
    people.weight = cohort.rows.weight;
    people.cluster = cohort.rows.cluster;
    return people;
}

const CoxBaselineStratum* find(const CoxBaseline& baseline, std::uint32_t stratum) {
    const auto place = std::ranges::find(baseline.strata, stratum, &CoxBaselineStratum::stratum);
    return place == baseline.strata.end() ? nullptr : &*place;
}

/// n × H for one cohort.
Eigen::MatrixXd risks_of(const SurvivalRows& rows, std::size_t c, const std::vector<CauseModel>& causes,
                         const std::vector<Ticks>& horizons) {
    std::vector<std::vector<const CoxBaselineStratum*>> baselines(rows.strata);
    std::vector<StratumRisk> strata;
    for (std::uint32_t s = 0; s < rows.strata; ++s) {
        for (const CauseModel& cause : causes) { baselines[s].push_back(find(cause.baseline[c], s)); }
        strata.emplace_back(baselines[s]);
    }
    std::vector<Ticks> last(rows.strata, 0);
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        Ticks& seen = last[rows.stratum_of(i)];
        seen = std::max(seen, rows.exit[i]);
    }
    Eigen::MatrixXd risk(static_cast<Eigen::Index>(rows.rows()), static_cast<Eigen::Index>(horizons.size()));
    std::vector<double> score(causes.size());
    std::vector<Ticks> to(horizons.size());
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        const std::uint32_t s = rows.stratum_of(i);
        const Eigen::VectorXd x = rows.x.row(row).transpose();
        for (std::size_t k = 0; k < causes.size(); ++k) {
            const CoxBaselineStratum* baseline = baselines[s][k];
            score[k] = baseline == nullptr ? 0 : survival::risk_score(*baseline, causes[k].point, x, rows.offset_of(i));
        }
        const Ticks origin = rows.delayed_entry() ? rows.entry[i] : 0;
        std::ranges::transform(horizons, to.begin(), [origin](Ticks horizon) { return origin + horizon; });
        const std::vector<double> risks = strata[s].risks(rows.entry_of(i), to, score);
        for (std::size_t h = 0; h < horizons.size(); ++h) {
            risk(row, static_cast<Eigen::Index>(h)) =
                to[h] <= last[s] ? risks[h] : std::numeric_limits<double>::quiet_NaN();
        }
    }
    return risk;
}

}  // namespace

RiskPeople PredictedRisks::people(std::size_t cohort, std::size_t h) const {
    const RiskPeople& all = everybody[cohort];
    const auto risks = risk[cohort].col(static_cast<Eigen::Index>(h));
    RiskPeople chosen;
    for (std::size_t i = 0; i < all.time.size(); ++i) {
        const double own = risks[static_cast<Eigen::Index>(i)];
        if (std::isnan(own)) { continue; }
        chosen.risk.push_back(own);
        chosen.time.push_back(all.time[i]);
        chosen.event.push_back(all.event[i]);
        if (!all.weight.empty()) { chosen.weight.push_back(all.weight[i]); }
        if (!all.cluster.empty()) { chosen.cluster.push_back(all.cluster[i]); }
    }
    return chosen;
}

std::optional<PredictedRisks> predict_risks(const FittedCox& fitted, ModelResult& result) {
    std::vector<CauseModel> causes{own_cause(fitted)};
    for (const unsigned cause : fitted.model.competing) {
        std::optional<CauseModel> other = other_cause(fitted, cause, result);
        if (!other) { return std::nullopt; }
        causes.push_back(std::move(*other));
    }
    PredictedRisks predicted;
    for (const double horizon : fitted.request.horizons) { predicted.horizons.push_back(ticks_of(horizon)); }
    predicted.risk.resize(fitted.cohorts.size());
    predicted.everybody.resize(fitted.cohorts.size());
    fitted.rounds.each([&](std::size_t c) {
        predicted.everybody[c] = everybody_of(fitted, c);
        predicted.risk[c] = risks_of(fitted.model.cohorts[c].rows, c, causes, predicted.horizons);
    });
    return predicted;
}

}  // namespace atria::pipeline
