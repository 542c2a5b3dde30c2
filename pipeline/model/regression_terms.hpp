#pragma once

#include "io/results/model_table.hpp"

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace atria::pipeline {

/// One coefficient of a regression as the tables tell it; NaN where there is none.
struct RegressionTerm {
    static constexpr double none = std::numeric_limits<double>::quiet_NaN();

    std::string term;
    double estimate = none;
    double standard_error = none;
    double robust_se = none;
    double z = none;
    double neg_log10_p = none;
    double ci_lower = none;
    double ci_upper = none;
    std::string status = "ok";

    /// z, p and the limits from the estimate and its standard error, the robust one where there is one.
    void test(double confidence_level);
};

/// What exp(estimate) is called; nothing: it has no meaning.
enum class ExpEstimate : std::uint8_t { none, hazard_ratio, time_ratio };

/// term estimate standard_error robust_se z p_value ci_lower ci_upper [hazard_ratio|time_ratio] status
[[nodiscard]] io::ModelTable regression_table(const std::vector<RegressionTerm>& terms, ExpEstimate exp_estimate);

[[nodiscard]] nlohmann::ordered_json regression_record(const std::vector<RegressionTerm>& terms);

/// As R's summary shows coefficients: coef, exp(coef), standard errors, z, p and the limits of exp(coef).
[[nodiscard]] std::string regression_summary(const std::vector<RegressionTerm>& terms, ExpEstimate exp_estimate,
                                             double confidence_level);

/// A term whose estimate is infinite, and how it is told.
struct InfiniteTerm {
    std::string term;
    bool rises = false;  ///< to plus infinity
    double bound = RegressionTerm::none;
};

/// A line for each of `terms`, with its bound at the one-sided confidence `level`, and one about those without a bound.
void warn_of_infinite(const std::vector<InfiniteTerm>& terms, double level, std::vector<std::string>& warnings);

/// Into `record`: NAME, its statistic; NAME_df, NAME_p_value, NAME_neg_log_10_p_value.
void record_test(nlohmann::ordered_json& record, const std::string& name, double statistic, double df,
                 double neg_log10_p);

}  // namespace atria::pipeline
