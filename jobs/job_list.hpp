#pragma once

#include "jobs/job.hpp"

#include <span>
#include <string>
#include <vector>

namespace atria::jobs {

/// All subcommands, in the order of `atria --help`.
[[nodiscard]] std::span<const Job* const> job_list();

/// nullptr when there is none of that name.
[[nodiscard]] const Job* find_job(std::string_view name);

[[nodiscard]] std::vector<std::string> job_names();

}  // namespace atria::jobs
