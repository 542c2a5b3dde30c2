#pragma once

#include "pipeline/comm/communicator.hpp"
#include "pipeline/comm/launcher.hpp"

#include <optional>
#include <span>
#include <string>

namespace atria::jobs {

/// The part of the program that needs no MPI: --help, --version, and a command line without a job. An exit code when
/// that was all.
[[nodiscard]] std::optional<int> answer_without_ranks(std::span<const std::string> arguments);

/// Do the arguments name a job that stops in good order at a signal?
[[nodiscard]] bool names_job_that_goes_on(std::span<const std::string> arguments);

/// Collective. Runs the job that arguments[0] names and returns the exit code, the same on all ranks. A failure leaves
/// one message on stderr, however many ranks there are. Throws only when the ranks can no longer agree.
[[nodiscard]] int run_program(std::span<const std::string> arguments, const pipeline::Communicator& communicator,
                              const pipeline::Launcher& launcher);

}  // namespace atria::jobs
