#pragma once

#include "jobs/options/option_table.hpp"
#include "jobs/trait_family.hpp"
#include "kernels/scan_kernel.hpp"
#include "pipeline/run/scan.hpp"

#include <string>
#include <vector>

namespace atria::jobs {

/// Declares the options of binary traits.
void add_binary_options(OptionTable& table);

/// Reads the traits, fits their null models, and adds their results and run record to `scan`; no kernel when there are
/// none.
[[nodiscard]] TraitFamily prepare_binary(const pipeline::StudyRecords& records, const Options& options,
                                         const std::vector<std::string>& traits, pipeline::PreparedScan& scan);

}  // namespace atria::jobs
