#include "pipeline/model/cox_model.hpp"

#include "kernels/survival/model/fine_gray_rows.hpp"
#include "pipeline/model/cox_report.hpp"
#include "pipeline/model/cox_rounds.hpp"
#include "pipeline/model/fitted_cox.hpp"
#include "pipeline/model/regression_terms.hpp"
#include "pipeline/model/summary_text.hpp"

#include <cmath>
#include <unordered_map>
#include <utility>

namespace atria::pipeline {
namespace {

using survival::CoxRobustSums;

/// Rows that take the model's own standard errors amiss: weights with fractions, or people with several events.
bool asks_for_robust(const SurvivalRows& rows) {
    for (const double weight : rows.weight) {
        if (weight != std::floor(weight)) { return true; }
    }
    std::unordered_map<std::uint32_t, int> events;
    for (std::size_t i = 0; i < rows.person.size(); ++i) {
        if (rows.event[i] != 0 && ++events[rows.person[i]] > 1) { return true; }
    }
    return false;
}

/// Collective. Robust standard errors are those that are asked for, and those that R takes unasked.
bool wants_robust(const FittedCox& fitted) {
    if (fitted.request.ties == "exact") { return false; }
    if (fitted.request.robust || !fitted.weighted.empty()) { return true; }
    const auto lists = fitted.rounds.gather(
        [&](std::size_t c) { return std::vector<double>{asks_for_robust(fitted.rows(c)) ? 1.0 : 0.0}; });
    bool any = false;
    for (const std::vector<double>& list : lists) { any = any || list.front() > 0; }
    return any;
}

void find_robust(FittedCox& fitted) {
    if (!wants_robust(fitted)) { return; }
    const auto sums_at = [&](const Eigen::VectorXd& point) {
        return fitted.rounds.sum(
            [&](std::size_t c) { return survival::cox_robust_sums(fitted.cohorts[c], point); },
            [](const std::vector<double>& numbers) { return CoxRobustSums::from_numbers(numbers); });
    };
    const CoxRobustSums at_init = sums_at(fitted.fit.init);
    fitted.robust = survival::cox_robust(fitted.fit, at_init, sums_at(fitted.fit.point));
}

void record_robust(const FittedCox& fitted, ModelResult& result) {
    if (!fitted.robust) { return; }
    const survival::CoxRobustResult& robust = *fitted.robust;
    record_test(result.record, "wald_test", robust.wald_test.statistic, robust.wald_test.df,
                robust.wald_test.neg_log10_p);
    record_test(result.record, "robust_score_test", robust.score_test.statistic, robust.score_test.df,
                robust.score_test.neg_log10_p);
    result.record["clusters"] = robust.clusters;
    result.record["robust_variance"] = matrix_record(robust.variance);
}

/// Fine and Gray's weighted rows; `cause` is what became of the request's.
void weigh_rows(FittedCox& fitted, unsigned cause, ModelResult& result) {
    fitted.weighted.resize(fitted.model.cohorts.size());
    const auto lists = fitted.rounds.gather([&](std::size_t c) {
        survival::FineGrayRows made = survival::fine_gray_rows(fitted.model.cohorts[c].rows, cause);
        fitted.weighted[c] = std::move(made.rows);
        return std::vector<double>{static_cast<double>(fitted.weighted[c].rows()),
                                   static_cast<double>(made.without_weight)};
    });
    double rows = 0;
    double without_weight = 0;
    for (const std::vector<double>& list : lists) {
        rows += list[0];
        without_weight += list[1];
    }
    result.record["cause"] = cause;
    result.record["weighted_rows"] = rows;
    if (without_weight > 0) {
        result.warnings.push_back(brief(without_weight) +
                                  " people with a competing event have no weight after a time at which nobody who had "
                                  "entered earlier was at risk; they count until then");
    }
}

}  // namespace

ModelResult fit_cox_model(const ModelRequest& request, const ModelRows& rows, const CohortRecords& records,
                          const CohortRounds& rounds) {
    FittedCox fitted{request, rows, records, rounds, {}, {}, {}, {}};
    ModelResult result;
    if (request.model == SurvivalModel::fine_gray) { weigh_rows(fitted, request.cause.value_or(1), result); }
    fitted.cohorts.resize(rows.cohorts.size());
    rounds.each([&](std::size_t c) { fitted.cohorts[c] = cox_model_rows(fitted.rows(c), ties_of(request.ties)); });
    fitted.fit = fit_in_rounds(fitted.cohorts, rows.covariates.size(), rounds, request.confidence_level);
    find_robust(fitted);
    const CoxCounts counts = cox_counts(fitted.cohorts, rounds);
    const std::vector<RegressionTerm> terms =
        cox_terms(fitted.fit, rows.covariates, fitted.robust ? fitted.robust->variance : Eigen::MatrixXd(),
                  request.confidence_level);

    result.tables.push_back(regression_table(terms, ExpEstimate::hazard_ratio));
    result.record["ties"] = request.ties;
    report_cox_fit(fitted.fit, rows.covariates, terms, counts, request.confidence_level, result);
    record_robust(fitted, result);
    result.summary = regression_summary(terms, ExpEstimate::hazard_ratio, request.confidence_level) + "\n";
    if (request.model == SurvivalModel::cox) { add_concordance(fitted, result); }
    result.summary += cox_summary_tests(fitted.fit, fitted.robust);
    if (fitted.fit.status == survival::CoxModelStatus::ok || fitted.fit.status == survival::CoxModelStatus::infinite) {
        add_zph(fitted, result);
        add_baseline_tables(fitted, result);
        add_residual_tables(fitted, result);
        add_risk_tables(fitted, result);
    }
    return result;
}

}  // namespace atria::pipeline
