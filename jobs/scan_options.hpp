#pragma once

#include "jobs/options/option_table.hpp"
#include "kernels/data/analysis_set.hpp"
#include "pipeline/run/scan_request.hpp"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace atria::jobs {

/// Declares what all scans understand: study, out, cohorts, covariates, block size.
void add_scan_options(OptionTable& table);

[[nodiscard]] pipeline::ScanRequest scan_request(std::string_view job, const Options& options);

/// Who is analysed and who is left out why, a line a cohort in the log and the same for the run record.
[[nodiscard]] nlohmann::ordered_json report_people(const std::string& trait, std::span<const std::string> cohorts,
                                                   std::span<const AnalysisSet> sets);

}  // namespace atria::jobs
