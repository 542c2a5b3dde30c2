#pragma once

#include "pipeline/run/cohort_records.hpp"
#include "pipeline/run/scan_request.hpp"

#include <map>
#include <string>
#include <vector>

namespace atria::pipeline {

/// Of each categorical covariate: its levels in all cohorts, the reference first, the others in the order of their
/// names. Throws Error(bad_config) or Error(usage) for covariates named twice and for references that mean nothing.
[[nodiscard]] std::map<std::string, std::vector<std::string>> categorical_levels(const ScanRequest& request,
                                                                                 const CohortRecords& records);

}  // namespace atria::pipeline
