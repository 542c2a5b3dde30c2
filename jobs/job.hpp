#pragma once

#include "jobs/options/option_table.hpp"
#include "pipeline/comm/communicator.hpp"

#include <string_view>

namespace atria::jobs {

/// A subcommand. A new job is one source file and one line in job_list.cpp. The common options (--config, --threads,
/// --memory, --log-format, --quiet, --force, --check, --stub, --print-config, --help, --version) are added by main.
struct Job {
    std::string_view name;     ///< one word, or two: `survive model` is a job beside `survive`
    std::string_view summary;  ///< one line, for `atria --help`
    void (*describe)(OptionTable&);
    /// Does the work; returns normally when done and throws Error otherwise.
    void (*run)(const Options&, const pipeline::Communicator&);
    bool goes_on = false;  ///< stops in good order at a signal, and goes on when it is run again
};

}  // namespace atria::jobs
