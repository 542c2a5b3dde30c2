#pragma once

#include "pipeline/run/outcome_columns.hpp"
#include "pipeline/run/scan_request.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace atria::pipeline {

/// The survival models without a scan.
enum class SurvivalModel : std::uint8_t {
    cox,
    kaplan_meier,
    nelson_aalen,
    log_rank,
    cumulative_incidence,
    gray,
    fine_gray,
    exponential,
    weibull,
    log_normal,
    log_logistic,
};

/// What the user asked of a survival model. Validated when made, const ever after.
struct ModelRequest {
    ScanRequest records;          ///< study, results folder, cohorts, covariates and the run; the rest is not used
    std::filesystem::path table;  ///< records straight from a table instead of a study; empty: the study
    std::string cohort_column;    ///< of the table; empty: all rows are one cohort

    SurvivalModel model = SurvivalModel::cox;
    OutcomeColumns outcome;
    std::vector<std::string> group;   ///< columns whose levels make the groups of curves and tests
    std::vector<std::string> strata;  ///< columns whose levels make further strata within the cohorts
    std::string weight;               ///< columns; empty: none
    std::string offset;
    std::string cluster;
    std::string person;

    std::string ties;               ///< efron, breslow, exact or discrete
    std::optional<unsigned> cause;  ///< of interest; none: the only one, or all
    bool robust = false;            ///< sandwich variance, by cluster or person
    std::string confidence_type;    ///< log, log-log, plain, logit, arcsin or none
    double confidence_level = 0.95;
    std::vector<std::map<std::string, std::string>> at;  ///< covariate values of predicted curves
    std::vector<double> times;                           ///< at which curves are written; empty: at their own times
    double rho = 0;                                      ///< of the G-rho family
    std::optional<double> start;  ///< of curves: survival given being free of the event until then
    std::optional<double> tau;    ///< of the restricted mean
    std::string zph;              ///< identity, log, rank or km; empty: no test of proportional hazards
    bool baseline = false;        ///< baseline hazard of every stratum
    bool residuals = false;
    std::vector<double> horizons;  ///< of predicted risks, ascending; since the entry, or since time 0 without entries
    bool risks = false;            ///< every person's, in a table
};

}  // namespace atria::pipeline
