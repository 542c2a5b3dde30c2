#include "pipeline/model/aft_model.hpp"

#include "io/results/columns.hpp"
#include "io/tables/name_list.hpp"
#include "kernels/data/error.hpp"
#include "kernels/math/tails.hpp"
#include "kernels/survival/model/aft_fit.hpp"
#include "kernels/survival/model/aft_robust.hpp"
#include "pipeline/model/model_checks.hpp"
#include "pipeline/model/regression_terms.hpp"
#include "pipeline/model/summary_text.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace atria::pipeline {
namespace {

using survival::AftDistribution;
using survival::AftFit;
using survival::AftResult;
using survival::AftRobust;
using survival::AftRobustSums;
using survival::AftSums;

AftDistribution distribution_of(SurvivalModel model) {
    switch (model) {
        case SurvivalModel::exponential:
            return AftDistribution::exponential;
        case SurvivalModel::log_normal:
            return AftDistribution::log_normal;
        case SurvivalModel::log_logistic:
            return AftDistribution::log_logistic;
        default:
            return AftDistribution::weibull;
    }
}

/// The rows of cohort `c` with a column for every cohort that takes part but the first of them, in front.
SurvivalRows with_intercepts(const SurvivalRows& rows, std::size_t c, const std::vector<std::size_t>& own_intercept) {
    SurvivalRows wider = rows;
    const auto before = static_cast<Eigen::Index>(own_intercept.size());
    wider.x.setZero(rows.x.rows(), before + rows.x.cols());
    wider.x.rightCols(rows.x.cols()) = rows.x;
    for (std::size_t k = 0; k < own_intercept.size(); ++k) {
        if (own_intercept[k] == c) { wider.x.col(static_cast<Eigen::Index>(k)).setOnes(); }
    }
    return wider;
}

/// `robust`: the robust errors of intercept, columns and log(scale), or empty.
std::vector<RegressionTerm> terms_of(const AftResult& fit, const survival::AftModel& model,
                                     const Eigen::VectorXd& robust, double level) {
    std::vector<RegressionTerm> terms;
    const auto add = [&](const std::string& name, double estimate, double error) {
        RegressionTerm term;
        term.term = name;
        term.estimate = estimate;
        term.standard_error = error;
        if (robust.size() > 0) { term.robust_se = robust[static_cast<Eigen::Index>(terms.size())]; }
        if (std::isnan(estimate)) {
            term.status = "collinear";
            term.standard_error = term.robust_se = RegressionTerm::none;
        } else if (std::ranges::find(fit.infinite, name) != fit.infinite.end()) {
            term.status = "infinite_estimate";
            term.standard_error = term.robust_se = RegressionTerm::none;
            (estimate > 0 ? term.ci_lower : term.ci_upper) =
                fit.profile_bounds[static_cast<Eigen::Index>(terms.size())];
        } else {
            term.test(level);
        }
        terms.push_back(term);
    };
    add("(Intercept)", fit.coefficients[0], fit.standard_errors[0]);
    for (std::size_t k = 0; k < model.names.size(); ++k) {
        const auto at = static_cast<Eigen::Index>(k + 1);
        add(model.names[k], fit.coefficients[at], fit.standard_errors[at]);
    }
    if (survival::has_scale(model.distribution)) { add("Log(scale)", fit.log_scale, fit.log_scale_error); }
    return terms;
}

void warn(const AftResult& fit, const std::vector<RegressionTerm>& terms, double level, ModelResult& result) {
    if (!fit.dropped.empty()) {
        result.warnings.push_back("left out, because they are constant or follow from those before them: " +
                                  io::name_list(fit.dropped));
    }
    std::vector<InfiniteTerm> infinite;
    for (const RegressionTerm& term : terms) {
        if (!std::isinf(term.estimate)) { continue; }
        const bool rises = term.estimate > 0;
        infinite.push_back({term.term, rises, rises ? term.ci_lower : term.ci_upper});
    }
    warn_of_infinite(infinite, level, result.warnings);
    if (fit.status != RowStatus::ok && infinite.empty()) {
        result.warnings.push_back(
            "there is no estimate: " + std::string(io::status_word(fit.status)) +
            (fit.unsettled.empty() ? "" : "; what does not settle is " + io::name_list(fit.unsettled)));
    }
}

/// Collective. Where robust errors are asked for and the model has a fit.
std::optional<AftRobust> robust_of(const ModelRequest& request, const AftResult& fit,
                                   const std::vector<SurvivalRows>& cohorts, const CohortRounds& rounds) {
    if (!request.robust || fit.centred_covariance.size() == 0) { return std::nullopt; }
    return aft_robust(fit, rounds.sum([&](std::size_t c) { return aft_robust_sums(cohorts[c], fit.point); },
                                      [&](const std::vector<double>& numbers) {
                                          return AftRobustSums::from_numbers(numbers, fit.point.centre.size());
                                      }));
}

}  // namespace

ModelResult fit_aft_model(const ModelRequest& request, const ModelRows& rows, const CohortRounds& rounds) {
    survival::AftModel model;
    model.distribution = distribution_of(request.model);
    std::vector<std::size_t> own_intercept;
    bool first = true;
    for (std::size_t c = 0; c < rows.cohorts.size(); ++c) {
        if (rows.cohorts[c].analysed == 0) { continue; }
        if (!first) {
            own_intercept.push_back(c);
            model.names.push_back("cohort=" + rows.cohorts[c].name);
        }
        first = false;
    }
    model.null_columns = own_intercept.size();
    model.names.insert(model.names.end(), rows.covariates.begin(), rows.covariates.end());

    std::vector<SurvivalRows> wider(rows.cohorts.size());
    rounds.each([&](std::size_t c) { wider[c] = with_intercepts(rows.cohorts[c].rows, c, own_intercept); });
    AftFit fit(model, request.confidence_level);
    const auto columns = static_cast<Eigen::Index>(model.names.size());
    while (!fit.done()) {
        fit.advance(
            rounds.sum([&](std::size_t c) { return survival::aft_sums(wider[c], fit.point()); },
                       [&](const std::vector<double>& numbers) { return AftSums::from_numbers(numbers, columns); }));
    }
    const AftResult& fitted = fit.result();
    if (fitted.not_positive > 0) {
        throw Error(Fault::bad_data, request.outcome.name + ": " + brief(fitted.not_positive) +
                                         " rows end at time 0, which has no logarithm; --model " +
                                         std::string(word_of(request.model)) +
                                         " needs times above 0. Leave these times missing, or correct them");
    }
    const double level = request.confidence_level;
    const std::optional<AftRobust> robust = robust_of(request, fitted, wider, rounds);
    const std::vector<RegressionTerm> terms =
        terms_of(fitted, model, robust ? robust->standard_errors : Eigen::VectorXd(), level);
    const double df = fitted.degrees_of_freedom;
    ModelResult result;
    result.tables.push_back(regression_table(terms, ExpEstimate::time_ratio));
    auto& record = result.record;
    record["status"] = io::status_word(fitted.status);
    record["log_likelihood"] = json_number(fitted.log_likelihood);
    record["log_likelihood_null"] = json_number(fitted.log_likelihood_null);
    const auto test = [&](const std::string& name, double statistic) {
        record_test(record, name, statistic, df, math::chi_square_neg_log10_p(statistic, df));
    };
    if (df > 0) {
        test("likelihood_ratio_test", fitted.likelihood_ratio);
        test("wald_test", robust ? robust->wald : fitted.wald);
    }
    record["scale"] = json_number(fitted.scale);
    record["log_scale"] = json_number(fitted.log_scale);
    record["log_scale_standard_error"] = json_number(fitted.log_scale_error);
    if (robust) { record["clusters"] = robust->clusters; }
    record["iterations"] = fitted.rounds;
    record["decrement"] = json_number(fitted.decrement);
    record["dropped"] = fitted.dropped;
    record["infinite"] = fitted.infinite;
    record["coefficients"] = regression_record(terms);
    warn(fitted, terms, level, result);

    result.summary = regression_summary(terms, ExpEstimate::time_ratio, level) + "\nScale = " + brief(fitted.scale) +
                     "\nLog likelihood = " + brief(fitted.log_likelihood) +
                     " (null model: " + brief(fitted.log_likelihood_null) + "), " + std::to_string(fitted.rounds) +
                     " rounds\n";
    if (df > 0) {
        result.summary += test_line("Likelihood ratio test", fitted.likelihood_ratio, df,
                                    math::chi_square_neg_log10_p(fitted.likelihood_ratio, df)) +
                          "\n";
    }
    if (robust) {
        result.summary += "Robust: " + brief(robust->clusters) +
                          " clusters; the likelihood ratio test takes them as independent rows\n";
    }
    return result;
}

}  // namespace atria::pipeline
