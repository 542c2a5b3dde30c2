#pragma once

#include "jobs/options/option_table.hpp"
#include "jobs/trait_family.hpp"
#include "kernels/scan_kernel.hpp"
#include "pipeline/run/scan.hpp"

#include <memory>

namespace atria::jobs {

/// Declares the options of binary traits.
void add_binary_options(OptionTable& table);

/// Reads the binary traits (only `only` unless that is empty), fits their null models, and adds their results and run
/// record to `scan`. The kernel, or nothing when no binary trait is named.
[[nodiscard]] TraitFamily prepare_binary(const pipeline::StudyRecords& records, const Options& options,
                                         const std::string& only, pipeline::PreparedScan& scan);

}  // namespace atria::jobs
