#pragma once

#include "jobs/options/option_table.hpp"
#include "pipeline/run/scan_request.hpp"

#include <string_view>

namespace atria::jobs {

/// Declares what all scans understand: study, out, cohorts, covariates, block size.
void add_scan_options(OptionTable& table);

/// Declares cohorts and covariates, which `atria plan` understands too.
void add_model_options(OptionTable& table);

/// What add_model_options declares, into the request.
void add_model(pipeline::ScanRequest& request, const Options& options);

[[nodiscard]] pipeline::ScanRequest scan_request(std::string_view job, const Options& options);

}  // namespace atria::jobs
