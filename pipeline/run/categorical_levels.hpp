#pragma once

#include "pipeline/run/scan_request.hpp"
#include "pipeline/run/scanned_records.hpp"

#include <map>
#include <string>
#include <vector>

namespace atria::pipeline {

/// Of each categorical covariate: its levels in all cohorts, the reference first, the others in the order of their
/// names. Throws Error(bad_config) or Error(usage) for covariates named twice and for references that mean nothing.
[[nodiscard]] std::map<std::string, std::vector<std::string>> categorical_levels(const ScanRequest& request,
                                                                                 const ScannedRecords& records);

}  // namespace atria::pipeline
