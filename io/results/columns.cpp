#include "io/results/columns.hpp"

#include <array>
#include <cmath>
#include <stdexcept>

namespace atria::io {

namespace {

constexpr const char* per_copy = "per copy of the effect allele";

constexpr std::array<EstimateColumn, 5> linear_effect{{
    {"beta", per_copy, [](const Estimate& e) { return e.beta; }},
    {"standard_error", per_copy, [](const Estimate& e) { return e.standard_error; }},
    {"effect_allele_frequency", "share of alleles", [](const Estimate& e) { return e.effect_allele_frequency; }},
    {"p_value", "probability", [](const Estimate& e) { return e.neg_log10_p; }, true},
    {"neg_log_10_p_value", "-log10 p", [](const Estimate& e) { return e.neg_log10_p; }},
}};

constexpr std::array<EstimateColumn, 5> cox_effect{{
    {"beta", "log hazard ratio per copy of the effect allele", linear_effect[0].value},
    {"standard_error", "log hazard ratio per copy of the effect allele", linear_effect[1].value},
    linear_effect[2],
    linear_effect[3],
    linear_effect[4],
}};

constexpr std::array<EstimateColumn, 5> logistic_effect{{
    {"beta", "log odds ratio per copy of the effect allele", linear_effect[0].value},
    {"standard_error", "log odds ratio per copy of the effect allele", linear_effect[1].value},
    linear_effect[2],
    linear_effect[3],
    linear_effect[4],
}};

constexpr std::array<EstimateColumn, 2> linear_counts{{
    {"n", "people", [](const Estimate& e) { return e.n; }},
    {"mac", "alleles", [](const Estimate& e) { return e.mac; }},
}};

constexpr std::array<EstimateColumn, 7> cox_counts{{
    linear_counts[0],
    {"n_events", "people", [](const Estimate& e) { return e.n_events; }},
    linear_counts[1],
    {"effect_alleles_events", "alleles", [](const Estimate& e) { return e.event_alleles; }},
    {"effect_allele_frequency_events", "share of alleles", [](const Estimate& e) { return e.event_frequency; }},
    {"effect_alleles_no_event", "alleles", [](const Estimate& e) { return e.censored_alleles; }},
    {"effect_allele_frequency_no_event", "share of alleles", [](const Estimate& e) { return e.censored_frequency; }},
}};

constexpr std::array<EstimateColumn, 4> logistic_counts{{
    linear_counts[0],
    {"n_cases", "people", [](const Estimate& e) { return e.n_cases; }},
    {"n_controls", "people", [](const Estimate& e) { return e.n - e.n_cases; }},
    linear_counts[1],
}};

// Of features: the same without alleles.
constexpr std::array<EstimateColumn, 2> predictor_moments{{
    {"mean", "of the predictor", [](const Estimate& e) { return e.predictor_mean; }},
    {"sd", "of the predictor", [](const Estimate& e) { return e.predictor_sd; }},
}};

constexpr std::array<EstimateColumn, 4> linear_predictor_effect{
    {linear_effect[0], linear_effect[1], linear_effect[3], linear_effect[4]}};
constexpr std::array<EstimateColumn, 4> logistic_predictor_effect{
    {logistic_effect[0], logistic_effect[1], linear_effect[3], linear_effect[4]}};
constexpr std::array<EstimateColumn, 4> cox_predictor_effect{
    {cox_effect[0], cox_effect[1], linear_effect[3], linear_effect[4]}};

constexpr std::array<EstimateColumn, 3> linear_predictor_counts{
    {linear_counts[0], predictor_moments[0], predictor_moments[1]}};
constexpr std::array<EstimateColumn, 5> logistic_predictor_counts{
    {logistic_counts[0], logistic_counts[1], logistic_counts[2], predictor_moments[0], predictor_moments[1]}};
constexpr std::array<EstimateColumn, 4> cox_predictor_counts{
    {cox_counts[0], cox_counts[1], predictor_moments[0], predictor_moments[1]}};

constexpr std::array<EstimateColumn, 2> logistic_details{{
    {"odds_ratio", per_copy, [](const Estimate& e) { return std::exp(e.beta); }},
    {"z_statistic", "", [](const Estimate& e) { return e.statistic; }},
}};

constexpr std::array<EstimateColumn, 2> linear_details{{
    {"t_statistic", "", [](const Estimate& e) { return e.statistic; }},
    {"degrees_of_freedom", "", [](const Estimate& e) { return e.degrees_of_freedom; }},
}};

constexpr std::array<EstimateColumn, 6> cox_details{{
    {"hazard_ratio", per_copy, [](const Estimate& e) { return std::exp(e.beta); }},
    {"score_chisq", "", [](const Estimate& e) { return e.score_chisq; }},
    {"log_likelihood", "log partial likelihood", [](const Estimate& e) { return e.log_likelihood; }},
    {"log_likelihood_null", "log partial likelihood", [](const Estimate& e) { return e.log_likelihood_null; }},
    {"zph_chisq", "", [](const Estimate& e) { return e.zph_chisq; }},
    {"zph_p", "probability", [](const Estimate& e) { return e.zph_neg_log10_p; }, true},
}};

constexpr std::array<EstimateColumn, 2> linear_joint_details{{
    {"f_statistic", "", linear_details[0].value},
    {"degrees_of_freedom", "of the denominator", linear_details[1].value},
}};

constexpr std::array<EstimateColumn, 2> logistic_joint_details{{
    {"chi_square", "", linear_details[0].value},
    {"degrees_of_freedom", "", linear_details[1].value},
}};

constexpr std::array<MetaColumn, 10> meta{{
    {"n_cohorts", "cohorts", [](const MetaAnalysis& m) { return m.cohorts; }},
    {"het_q", "", [](const MetaAnalysis& m) { return m.q; }},
    {"het_i2", "share of variance", [](const MetaAnalysis& m) { return m.i2; }},
    {"het_p", "probability", [](const MetaAnalysis& m) { return m.q_neg_log10_p; }, true},
    {"beta_fixed", per_copy, [](const MetaAnalysis& m) { return m.beta_fixed; }},
    {"se_fixed", per_copy, [](const MetaAnalysis& m) { return m.se_fixed; }},
    {"p_fixed", "probability", [](const MetaAnalysis& m) { return m.fixed_neg_log10_p; }, true},
    {"beta_random", per_copy, [](const MetaAnalysis& m) { return m.beta_random; }},
    {"se_random", per_copy, [](const MetaAnalysis& m) { return m.se_random; }},
    {"p_random", "probability", [](const MetaAnalysis& m) { return m.random_neg_log10_p; }, true},
}};

constexpr LeaveOneOutColumn leave_one_out{"loo_max_change", "standard errors of beta_fixed",
                                          [](const math::LeaveOneOut& l) { return l.largest_change; }};

EstimateColumns columns_of_variants(ScanModel model) {
    switch (model) {
        case ScanModel::linear:
            return {linear_effect, linear_counts, linear_details};
        case ScanModel::logistic:
            return {logistic_effect, logistic_counts, logistic_details};
        case ScanModel::cox:
            return {cox_effect, cox_counts, cox_details};
        case ScanModel::linear_joint:
            return {linear_effect, linear_counts, linear_joint_details};
        case ScanModel::logistic_joint:
            return {logistic_effect, logistic_counts, logistic_joint_details};
    }
    throw std::logic_error("a scan model without columns");
}

EstimateColumns columns_of_predictors(ScanModel model) {
    EstimateColumns columns = columns_of_variants(model);
    columns.effect = is_linear(model)   ? std::span<const EstimateColumn>(linear_predictor_effect)
                     : is_binary(model) ? std::span<const EstimateColumn>(logistic_predictor_effect)
                                        : std::span<const EstimateColumn>(cox_predictor_effect);
    columns.counts = is_linear(model)   ? std::span<const EstimateColumn>(linear_predictor_counts)
                     : is_binary(model) ? std::span<const EstimateColumn>(logistic_predictor_counts)
                                        : std::span<const EstimateColumn>(cox_predictor_counts);
    return columns;
}

}  // namespace

EstimateColumns estimate_columns(const TraitResult& trait) {
    return trait.predictors.empty() ? columns_of_variants(trait.model) : columns_of_predictors(trait.model);
}

std::string unit_of(const TraitResult& trait, std::string_view unit) {
    constexpr std::string_view copy = "copy of the effect allele";
    std::string text(unit);
    const std::size_t at = text.find(copy);
    return at == std::string::npos ? text : text.replace(at, copy.size(), effect_unit(trait));
}

std::span<const MetaColumn> meta_columns() { return meta; }

const LeaveOneOutColumn& leave_one_out_column() { return leave_one_out; }

std::string_view left_out_cohort(const TraitResult& trait, const math::LeaveOneOut& left_out) {
    if (std::isnan(left_out.largest_change)) { return {}; }
    return trait.cohorts.at(left_out.cohort);
}

std::string_view test_suffix(TestKind test) {
    switch (test) {
        case TestKind::of_trait:
            return "";
        case TestKind::score:
            return "-SCORE";
        case TestKind::wald:
            return "-WALD";
        case TestKind::firth:
            return "-FIRTH";
        case TestKind::saddlepoint:
            return "-SPA";
        case TestKind::sandwich:
            return "-WALD-SANDWICH";
    }
    throw std::logic_error("a test without a word");
}

std::string_view status_word(RowStatus status) {
    switch (status) {
        case RowStatus::ok:
            return "ok";
        case RowStatus::no_people:
            return "no_people";
        case RowStatus::monomorphic:
            return "monomorphic";
        case RowStatus::collinear:
            return "collinear";
        case RowStatus::too_few_people:
            return "too_few_people";
        case RowStatus::no_events:
            return "no_events";
        case RowStatus::not_converged:
            return "not_converged";
        case RowStatus::infinite_estimate:
            return "infinite_estimate";
        case RowStatus::expansion:
            return "expansion";
        case RowStatus::no_trait_variance:
            return "no_trait_variance";
        case RowStatus::one_class:
            return "one_class";
        case RowStatus::filtered:
            return "filtered";
        case RowStatus::full_leverage:
            return "full_leverage";
        case RowStatus::perfect_fit:
            return "perfect_fit";
    }
    throw std::logic_error("a row status without a word");
}

}  // namespace atria::io
