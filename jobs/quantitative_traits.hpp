#pragma once

#include "jobs/options/option_table.hpp"
#include "jobs/trait_family.hpp"
#include "kernels/scan_kernel.hpp"
#include "pipeline/run/scan.hpp"

#include <string>
#include <vector>

namespace atria::jobs {

/// Declares what a scan of quantitative traits understands: which they are, and how they are modelled.
void add_quantitative_options(OptionTable& table);

/// Reads the traits, fits their null models and describes them in `scan`; no kernel when there are none.
[[nodiscard]] TraitFamily prepare_quantitative(const pipeline::StudyRecords& records, const Options& options,
                                               const std::vector<std::string>& traits, pipeline::PreparedScan& scan);

}  // namespace atria::jobs
