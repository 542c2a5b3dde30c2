#include "pipeline/model/regression_terms.hpp"

#include "io/tables/name_list.hpp"
#include "kernels/math/tails.hpp"
#include "pipeline/model/model_result.hpp"
#include "pipeline/model/summary_text.hpp"

#include <algorithm>
#include <cmath>

namespace atria::pipeline {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_lines = 10;  // about terms that the last line names anyway

std::vector<double> column(const std::vector<RegressionTerm>& terms, double RegressionTerm::*member) {
    std::vector<double> values;
    values.reserve(terms.size());
    for (const RegressionTerm& term : terms) { values.push_back(term.*member); }
    return values;
}

std::vector<double> exponentials(std::vector<double> values) {
    for (double& value : values) { value = std::exp(value); }
    return values;
}

std::vector<std::string> words(const std::vector<RegressionTerm>& terms, std::string RegressionTerm::*member) {
    std::vector<std::string> values;
    values.reserve(terms.size());
    for (const RegressionTerm& term : terms) { values.push_back(term.*member); }
    return values;
}

bool has_robust(const std::vector<RegressionTerm>& terms) {
    return std::ranges::any_of(terms, [](const RegressionTerm& term) { return !std::isnan(term.robust_se); });
}

}  // namespace

void RegressionTerm::test(double confidence_level) {
    const double error = std::isnan(robust_se) ? standard_error : robust_se;
    z = estimate / error;
    neg_log10_p = math::normal_neg_log10_p(z);
    const double half = math::normal_from_p(1 - confidence_level) * error;
    ci_lower = estimate - half;
    ci_upper = estimate + half;
}

io::ModelTable regression_table(const std::vector<RegressionTerm>& terms, ExpEstimate exp_estimate) {
    io::ModelTable table;
    table.name = "model";
    table.words("term", words(terms, &RegressionTerm::term))
        .numbers("estimate", column(terms, &RegressionTerm::estimate))
        .numbers("standard_error", column(terms, &RegressionTerm::standard_error))
        .numbers("robust_se", column(terms, &RegressionTerm::robust_se))
        .numbers("z", column(terms, &RegressionTerm::z))
        .p_values("p_value", column(terms, &RegressionTerm::neg_log10_p))
        .numbers("ci_lower", column(terms, &RegressionTerm::ci_lower))
        .numbers("ci_upper", column(terms, &RegressionTerm::ci_upper));
    if (exp_estimate != ExpEstimate::none) {
        table.numbers(exp_estimate == ExpEstimate::hazard_ratio ? "hazard_ratio" : "time_ratio",
                      exponentials(column(terms, &RegressionTerm::estimate)));
    }
    return table.words("status", words(terms, &RegressionTerm::status));
}

Json regression_record(const std::vector<RegressionTerm>& terms) {
    Json record = Json::array();
    for (const RegressionTerm& term : terms) {
        record.push_back({{"term", term.term},
                          {"estimate", json_number(term.estimate)},
                          {"standard_error", json_number(term.standard_error)},
                          {"robust_se", json_number(term.robust_se)},
                          {"z", json_number(term.z)},
                          {"p_value", json_number(std::pow(10.0, -term.neg_log10_p))},
                          {"neg_log_10_p_value", json_number(term.neg_log10_p)},
                          {"ci_lower", json_number(term.ci_lower)},
                          {"ci_upper", json_number(term.ci_upper)},
                          {"status", term.status}});
    }
    return record;
}

std::string regression_summary(const std::vector<RegressionTerm>& terms, ExpEstimate exp_estimate,
                               double confidence_level) {
    if (terms.empty()) { return ""; }
    io::ModelTable table;
    table.words("", words(terms, &RegressionTerm::term)).numbers("coef", column(terms, &RegressionTerm::estimate));
    const std::string level = brief(100 * confidence_level) + "%";
    if (exp_estimate != ExpEstimate::none) {
        table.numbers("exp(coef)", exponentials(column(terms, &RegressionTerm::estimate)));
    }
    table.numbers("se(coef)", column(terms, &RegressionTerm::standard_error));
    if (has_robust(terms)) { table.numbers("robust se", column(terms, &RegressionTerm::robust_se)); }
    table.numbers("z", column(terms, &RegressionTerm::z)).p_values("p", column(terms, &RegressionTerm::neg_log10_p));
    if (exp_estimate != ExpEstimate::none) {
        table.numbers("lower " + level, exponentials(column(terms, &RegressionTerm::ci_lower)))
            .numbers("upper " + level, exponentials(column(terms, &RegressionTerm::ci_upper)));
    }
    if (std::ranges::any_of(terms, [](const RegressionTerm& term) { return term.status != "ok"; })) {
        table.words("status", words(terms, &RegressionTerm::status));
    }
    std::string text = summary_table(table, terms.size());
    if (exp_estimate != ExpEstimate::none) { text += "lower and upper: limits of exp(coef)\n"; }
    return text;
}

void warn_of_infinite(const std::vector<InfiniteTerm>& terms, double level, std::vector<std::string>& warnings) {
    std::vector<std::string> without_bound;
    for (const InfiniteTerm& each : terms) {
        std::string words =
            "the estimate of " + each.term + " is " + (each.rises ? "+" : "-") +
            "infinite: the likelihood rises for ever (it separates those with events from those without)";
        if (std::isnan(each.bound)) {
            without_bound.push_back(each.term);
            if (without_bound.size() > most_lines) { continue; }
        } else {
            words += "; with " + brief(100 * level) + " % confidence it is " + (each.rises ? "above " : "below ") +
                     brief(each.bound) + " (profile likelihood)";
        }
        warnings.push_back(words);
    }
    if (without_bound.empty()) { return; }
    warnings.push_back(
        "no bound was computed for the infinite estimates of " + io::name_list(without_bound) +
        ": a bound is a fit of its own, so that models of many columns have those of the first few only");
}

void record_test(Json& record, const std::string& name, double statistic, double df, double neg_log10_p) {
    record[name] = json_number(statistic);
    record[name + "_df"] = json_number(df);
    record[name + "_p_value"] = json_number(std::pow(10.0, -neg_log10_p));
    record[name + "_neg_log_10_p_value"] = json_number(neg_log10_p);
}

}  // namespace atria::pipeline
