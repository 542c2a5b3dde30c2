#include "pipeline/model/discrete_model.hpp"

#include "kernels/data/error.hpp"
#include "kernels/survival/model/cox_model_fit.hpp"
#include "kernels/survival/model/discrete_model_sums.hpp"
#include "kernels/survival/model/discrete_model_tests.hpp"
#include "pipeline/model/cox_report.hpp"
#include "pipeline/model/model_checks.hpp"
#include "pipeline/model/regression_terms.hpp"
#include "pipeline/model/summary_text.hpp"

#include <utility>

namespace atria::pipeline {

using survival::CoxModelFit;
using survival::CoxModelRows;
using survival::DiscreteModelRows;
using survival::DiscreteModelSums;

ModelResult fit_discrete_model(const ModelRequest& request, const ModelRows& rows, const CohortRounds& rounds) {
    std::vector<CoxModelRows> sorted(rows.cohorts.size());
    std::vector<DiscreteModelRows> cohorts(rows.cohorts.size());
    rounds.each([&](std::size_t c) {
        sorted[c] = survival::cox_model_rows(rows.cohorts[c].rows, survival::CoxTies::efron);
        cohorts[c] = survival::discrete_model_rows(sorted[c]);
    });
    const auto sums_at = [&](const Eigen::VectorXd& point, bool expected) {
        return rounds.sum([&](std::size_t c) { return survival::discrete_model_sums(cohorts[c], point, expected); },
                          [](const std::vector<double>& numbers) { return DiscreteModelSums::from_numbers(numbers); });
    };
    CoxModelFit fit(Eigen::VectorXd::Zero(static_cast<Eigen::Index>(rows.covariates.size())), survival::cox_most_rounds,
                    request.confidence_level);
    while (!fit.done()) { fit.advance(sums_at(fit.point(), false).observed); }
    const DiscreteModelSums at_init = sums_at(fit.result().init, true);
    const survival::CoxModelResult found =
        survival::with_expected_information(fit.result(), at_init, sums_at(fit.result().point, true));

    const CoxCounts counts = cox_counts(sorted, rounds);
    double saturated = 0;
    for (const std::vector<double>& list :
         rounds.gather([&](std::size_t c) { return std::vector<double>{static_cast<double>(cohorts[c].saturated)}; })) {
        saturated += list.front();
    }
    const std::vector<RegressionTerm> terms = cox_terms(found, rows.covariates, {}, request.confidence_level);
    ModelResult result;
    result.tables.push_back(regression_table(terms, ExpEstimate::hazard_ratio));
    result.record["ties"] = request.ties;
    result.record["times_at_which_all_have_events"] = saturated;
    report_cox_fit(found, rows.covariates, terms, counts, request.confidence_level, result);
    result.summary = regression_summary(terms, ExpEstimate::hazard_ratio, request.confidence_level) + "\n" +
                     "Grouped time: " + brief(static_cast<double>(counts.event_times)) + " intercepts";
    if (saturated > 0) {
        result.summary += ", less those of " + brief(saturated) + " times at which everybody at risk has an event";
    }
    result.summary += "\n" + cox_summary_tests(found, {});
    return result;
}

void check_discrete_options(const ModelRequest& request) {
    const auto refuse = [](const std::string& option) {
        throw Error(Fault::usage,
                    "--" + option + " is not to be had with --ties discrete; leave it out, or give --ties efron");
    };
    if (request.model != SurvivalModel::cox) { refuse("model " + std::string(word_of(request.model))); }
    if (request.robust) { refuse(request.cluster.empty() ? "robust" : "cluster"); }
    if (!request.zph.empty()) { refuse("zph"); }
    if (!request.at.empty()) { refuse("at"); }
    if (request.baseline) { refuse("baseline"); }
    if (request.residuals) { refuse("residuals"); }
    if (!request.horizons.empty()) { refuse("horizon"); }
}

}  // namespace atria::pipeline
