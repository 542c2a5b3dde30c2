#pragma once

#include "pipeline/comm/launcher.hpp"

#include <cstdint>

namespace atria::pipeline {

/// Threads for this rank when the user names none: OMP_NUM_THREADS, else SLURM_CPUS_PER_TASK, else the cores that this
/// rank may use, shared with the other ranks of the node.
[[nodiscard]] int default_threads(const Launcher& launcher);

/// Memory [bytes] for this rank when the user names none: its share of what Slurm granted on the node, else of 80 % of
/// the machine's memory or the control group's limit.
[[nodiscard]] std::uint64_t default_memory(const Launcher& launcher);

/// The most memory [bytes] that this process has had resident so far.
[[nodiscard]] std::uint64_t peak_memory();

}  // namespace atria::pipeline
