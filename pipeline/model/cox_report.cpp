#include "pipeline/model/cox_report.hpp"

#include "io/tables/name_list.hpp"
#include "pipeline/model/summary_text.hpp"

#include <algorithm>
#include <cmath>

namespace atria::pipeline {
namespace {

using Json = nlohmann::ordered_json;
using survival::ChiSquareTest;
using survival::CoefficientStatus;
using survival::CoxModelCoefficient;
using survival::CoxModelResult;
using survival::CoxModelStatus;

std::vector<std::string> names_with(const CoxModelResult& fit, const std::vector<std::string>& covariates,
                                    CoefficientStatus status) {
    std::vector<std::string> names;
    for (std::size_t k = 0; k < covariates.size(); ++k) {
        if (fit.coefficients[k].status == status) { names.push_back(covariates[k]); }
    }
    return names;
}

void warn(const CoxModelResult& fit, const std::vector<std::string>& covariates, double level, ModelResult& result) {
    if (const auto names = names_with(fit, covariates, CoefficientStatus::aliased); !names.empty()) {
        result.warnings.push_back("no estimate of " + io::name_list(names) +
                                  ": it follows from the covariates before it, or is constant within every stratum");
    }
    std::vector<InfiniteTerm> infinite;
    for (std::size_t k = 0; k < covariates.size(); ++k) {
        const CoxModelCoefficient& coefficient = fit.coefficients[k];
        if (coefficient.status != CoefficientStatus::infinite) { continue; }
        infinite.push_back({covariates[k], coefficient.beta > 0, coefficient.profile_bound});
    }
    warn_of_infinite(infinite, level, result.warnings);
    if (fit.status == CoxModelStatus::not_converged || fit.status == CoxModelStatus::no_events) {
        std::vector<std::string> names;
        for (const Eigen::Index j : fit.unsettled) { names.push_back(covariates[static_cast<std::size_t>(j)]); }
        result.warnings.push_back("there is no fit: " + fit.reason +
                                  (names.empty() ? "" : "; what does not settle is " + io::name_list(names)));
    }
}

}  // namespace

Json matrix_record(const Eigen::MatrixXd& matrix) {
    Json rows = Json::array();
    for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
        Json row = Json::array();
        for (Eigen::Index j = 0; j < matrix.cols(); ++j) { row.push_back(json_number(matrix(i, j))); }
        rows.push_back(std::move(row));
    }
    return rows;
}

CoxCounts cox_counts(std::span<const survival::CoxModelRows> cohorts, const CohortRounds& rounds) {
    const auto lists = rounds.gather([&](std::size_t c) {
        const survival::CoxModelRows& rows = cohorts[c];
        return std::vector<double>{static_cast<double>(rows.events), static_cast<double>(rows.event_times),
                                   static_cast<double>(rows.tied_events), static_cast<double>(rows.largest_tie)};
    });
    CoxCounts counts;
    for (const std::vector<double>& list : lists) {
        counts.events += static_cast<std::size_t>(list[0]);
        counts.event_times += static_cast<std::size_t>(list[1]);
        counts.tied_events += static_cast<std::size_t>(list[2]);
        counts.largest_tie = std::max(counts.largest_tie, static_cast<std::size_t>(list[3]));
    }
    return counts;
}

std::vector<RegressionTerm> cox_terms(const CoxModelResult& fit, const std::vector<std::string>& covariates,
                                      const Eigen::MatrixXd& robust, double confidence_level) {
    std::vector<RegressionTerm> terms;
    for (std::size_t k = 0; k < covariates.size(); ++k) {
        const CoxModelCoefficient& coefficient = fit.coefficients[k];
        const auto at = static_cast<Eigen::Index>(k);
        RegressionTerm term;
        term.term = covariates[k];
        term.estimate = coefficient.beta;
        term.standard_error = coefficient.standard_error;
        term.status = name_of(coefficient.status);
        if (coefficient.status == CoefficientStatus::ok) {
            if (robust.size() > 0) { term.robust_se = std::sqrt(robust(at, at)); }
            term.test(confidence_level);
        } else if (coefficient.status == CoefficientStatus::infinite) {
            (coefficient.beta > 0 ? term.ci_lower : term.ci_upper) = coefficient.profile_bound;
        }
        terms.push_back(term);
    }
    return terms;
}

void report_cox_fit(const CoxModelResult& fit, const std::vector<std::string>& covariates,
                    const std::vector<RegressionTerm>& terms, const CoxCounts& counts, double level,
                    ModelResult& result) {
    Json& record = result.record;
    record["status"] = name_of(fit.status);
    if (!fit.reason.empty()) { record["reason"] = fit.reason; }
    record["events"] = counts.events;
    record["event_times"] = counts.event_times;
    record["tied_events"] = counts.tied_events;
    record["largest_tie"] = counts.largest_tie;
    record["log_likelihood"] = json_number(fit.log_likelihood);
    record["log_likelihood_null"] = json_number(fit.log_likelihood_init);
    const auto test = [&](const char* name, const ChiSquareTest& tested) {
        record_test(record, name, tested.statistic, tested.df, tested.neg_log10_p);
    };
    test("score_test", fit.score_test);
    test("wald_test", fit.wald_test);
    test("likelihood_ratio_test", fit.likelihood_ratio_test);
    record["iterations"] = fit.rounds.size();
    Json course = Json::array();
    for (const survival::CoxModelRound& round : fit.rounds) {
        course.push_back(
            {{"log_likelihood", json_number(round.log_likelihood)}, {"decrement", json_number(round.decrement)}});
    }
    record["rounds"] = course;
    record["coefficients"] = regression_record(terms);
    record["variance"] = matrix_record(fit.variance);
    warn(fit, covariates, level, result);
}

std::string cox_summary_tests(const CoxModelResult& fit, const std::optional<survival::CoxRobustResult>& robust) {
    const auto line = [](const char* name, const ChiSquareTest& test) {
        return test_line(name, test.statistic, test.df, test.neg_log10_p) + "\n";
    };
    std::string text = "Log likelihood = " + brief(fit.log_likelihood) +
                       " (null model: " + brief(fit.log_likelihood_init) + "), " + std::to_string(fit.rounds.size()) +
                       " rounds\n";
    if (fit.point.size() == 0) { return text; }
    text += line("Likelihood ratio test", fit.likelihood_ratio_test) +
            line("Wald test            ", robust ? robust->wald_test : fit.wald_test) +
            line("Score (log-rank) test", fit.score_test);
    if (robust) {
        text += line("Robust score test    ", robust->score_test) + "Robust: " + brief(robust->clusters) +
                " clusters; likelihood ratio and score test take them as independent rows\n";
    }
    return text;
}

}  // namespace atria::pipeline
