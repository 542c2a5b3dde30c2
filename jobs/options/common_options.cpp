#include "jobs/options/common_options.hpp"

#include "pipeline/machine/resources.hpp"

namespace atria::jobs {

void add_common_options(OptionTable& table, const pipeline::Launcher& launcher) {
    constexpr std::uint64_t mebibyte = 1048576;
    const std::uint64_t memory = pipeline::default_memory(launcher) / mebibyte;
    table.section("Options of every job")
        .text("config", "read options from this file: a `key = value` line an option; the command line wins")
        .flag("print-config", "show the effective options, each with its origin, and stop")
        .flag("check", "look at inputs, rights, space and memory, and stop; computes nothing")
        .flag("stub", "write valid empty outputs and stop")
        .flag("force", "overwrite an existing result")
        .integer("threads", "threads of each rank", pipeline::default_threads(launcher), 1, 1024)
        .default_from_machine("OMP_NUM_THREADS, SLURM_CPUS_PER_TASK, or the cores of this rank")
        .bytes("memory", "memory that each rank may use [bytes; 512M, 4G ...]", std::to_string(memory) + "M")
        .default_from_machine("what Slurm granted, or 80 % of the machine's, shared by the ranks of a node")
        .choice("log-format", "form of the log", {"text", "json"}, "text")
        .flag("quiet", "only warnings and errors on the screen")
        .flag("help", "show this help and stop")
        .flag("version", "show the version and stop");
}

}  // namespace atria::jobs
