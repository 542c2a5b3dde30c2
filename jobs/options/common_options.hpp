#pragma once

#include "jobs/options/option_table.hpp"
#include "pipeline/comm/launcher.hpp"

namespace atria::jobs {

/// Adds what every job understands: config, print-config, check, stub, force, threads, memory, log-format, quiet, help,
/// version. The defaults of threads and memory are those of this machine.
void add_common_options(OptionTable& table, const pipeline::Launcher& launcher);

}  // namespace atria::jobs
