#pragma once

#include "kernels/data/covariates.hpp"
#include "pipeline/run/cohort_records.hpp"
#include "pipeline/run/scan_request.hpp"

#include <Eigen/Core>
#include <map>
#include <string>
#include <vector>

namespace atria::pipeline {

/// The covariates that the user names, as columns of numbers.
struct CovariateColumns {
    std::vector<std::string> names;                 ///< as the user named them, ranges written out
    std::vector<Covariates> cohorts;                ///< one a cohort of the records, NaN = missing
    std::map<std::string, std::string> references;  ///< of each categorical covariate: its reference level
};

/// Powers and products are those of centred values where the model has every term that they contain, which keeps their
/// digits and changes no result; elsewhere those of the values as they are. Throws Error(bad_config) or Error(bad_data)
/// for names that mean nothing and for columns that are no numbers.
[[nodiscard]] CovariateColumns read_covariates(const ScanRequest& request, const CohortRecords& records);

/// The columns of read_covariates for somebody whose covariates have these values: numbers, or levels of categorical
/// ones. Throws Error(usage) for a covariate without a value or a value without a covariate, Error(bad_config) for a
/// level that nobody has. Only for a request with products_as_written.
[[nodiscard]] Eigen::VectorXd covariates_at(const ScanRequest& request, const CohortRecords& records,
                                            const std::map<std::string, std::string>& values);

/// Throws Error(bad_data) for covariates that a cohort lacks, and for those that do not vary there unless the request
/// allows it.
void check_covariates(const ScanRequest& request, const CohortRecords& records, const std::vector<Covariates>& cohorts);

}  // namespace atria::pipeline
