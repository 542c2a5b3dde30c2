#include "pipeline/model/cox_model.hpp"

#include "kernels/survival/model/cox_model_fit.hpp"
#include "kernels/survival/model/cox_model_rows.hpp"
#include "kernels/survival/model/cox_model_sums.hpp"
#include "pipeline/model/cox_report.hpp"
#include "pipeline/model/regression_terms.hpp"
#include "pipeline/model/summary_text.hpp"

namespace atria::pipeline {
namespace {

using survival::CoxModelFit;
using survival::CoxModelResult;
using survival::CoxModelRows;
using survival::CoxModelSums;
using survival::CoxTies;

CoxTies ties_of(const std::string& word) {
    if (word == "breslow") { return CoxTies::breslow; }
    return word == "exact" ? CoxTies::exact : CoxTies::efron;
}

}  // namespace

ModelResult fit_cox_model(const ModelRequest& request, const ModelRows& rows, const CohortRecords& /*records*/,
                          const CohortRounds& rounds) {
    std::vector<CoxModelRows> cohorts(rows.cohorts.size());
    rounds.each([&](std::size_t c) { cohorts[c] = cox_model_rows(rows.cohorts[c].rows, ties_of(request.ties)); });
    CoxModelFit fit(Eigen::VectorXd::Zero(static_cast<Eigen::Index>(rows.covariates.size())));
    while (!fit.done()) {
        fit.advance(rounds.sum([&](std::size_t c) { return cox_model_sums(cohorts[c], fit.point()); },
                               [](const std::vector<double>& numbers) { return CoxModelSums::from_numbers(numbers); }));
    }
    const CoxModelResult& fitted = fit.result();
    const CoxCounts counts = cox_counts(cohorts, rounds);
    const std::vector<RegressionTerm> terms = cox_terms(fitted, rows.covariates, {}, request.confidence_level);

    ModelResult result;
    result.tables.push_back(regression_table(terms, ExpEstimate::hazard_ratio));
    result.record["ties"] = request.ties;
    report_cox_fit(fitted, rows.covariates, terms, counts, result);
    result.summary = regression_summary(terms, ExpEstimate::hazard_ratio, request.confidence_level) + "\n" +
                     cox_summary_tests(fitted);
    return result;
}

}  // namespace atria::pipeline
