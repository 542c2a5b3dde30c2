#pragma once

#include "jobs/options/option_table.hpp"

#include <cstdint>
#include <string>

namespace atria::jobs {

/// Declares --max-time, for jobs that stop in good order and go on later.
void add_stop_options(OptionTable& table);

/// Seconds, 0 for no limit. Throws Error(bad_config) for what is no time.
[[nodiscard]] std::uint64_t max_seconds(const Options& options);

/// A time as Slurm writes it (MM, MM:SS, HH:MM:SS, D-HH, D-HH:MM, D-HH:MM:SS) [s]. Throws Error(bad_config).
[[nodiscard]] std::uint64_t seconds_of(const std::string& time);

}  // namespace atria::jobs
