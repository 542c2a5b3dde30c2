#include "pipeline/machine/resources.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>

namespace atria::pipeline {

namespace {

/// A number in the environment, 0 when it is not there. OMP_NUM_THREADS may be a list of which the first counts.
std::uint64_t number(const char* name) {
    const char* text = std::getenv(name);
    return text == nullptr ? 0 : static_cast<std::uint64_t>(std::max(0LL, std::atoll(text)));
}

int cores_allowed() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) != 0) { return 1; }
    return std::max(1, CPU_COUNT(&set));
}

std::uint64_t control_group_limit() {
    for (const char* file : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
        std::ifstream stream(file);
        std::uint64_t bytes = 0;
        if (stream >> bytes && bytes > 0) { return bytes; }
    }
    return UINT64_MAX;
}

}  // namespace

int default_threads(const Launcher& launcher) {
    constexpr std::uint64_t most = 1024;
    if (const auto given = number("OMP_NUM_THREADS"); given > 0) { return static_cast<int>(std::min(given, most)); }
    if (const auto given = number("SLURM_CPUS_PER_TASK"); given > 0) { return static_cast<int>(std::min(given, most)); }
    std::uint64_t on_node = number("SLURM_CPUS_ON_NODE");
    if (on_node == 0) { on_node = static_cast<std::uint64_t>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN))); }
    // Ranks bound to cores may use those alone; ranks that share a set of cores must share them out.
    const auto share = on_node / static_cast<std::uint64_t>(launcher.local_tasks);
    return static_cast<int>(std::clamp<std::uint64_t>(share, 1, static_cast<std::uint64_t>(cores_allowed())));
}

std::uint64_t default_memory(const Launcher& launcher) {
    constexpr std::uint64_t mebibyte = 1024UL * 1024;
    const auto local = static_cast<std::uint64_t>(launcher.local_tasks);
    if (const auto node = number("SLURM_MEM_PER_NODE"); node > 0) { return node * mebibyte / local; }
    if (const auto core = number("SLURM_MEM_PER_CPU"); core > 0) {
        return core * mebibyte * std::max<std::uint64_t>(1, number("SLURM_CPUS_PER_TASK"));
    }
    const auto pages = static_cast<std::uint64_t>(std::max(1L, sysconf(_SC_PHYS_PAGES)));
    const auto page = static_cast<std::uint64_t>(std::max(1L, sysconf(_SC_PAGESIZE)));
    return std::min(pages * page, control_group_limit()) / 5 * 4 / local;
}

std::uint64_t peak_memory() {
    rusage usage{};
    if (getrusage(RUSAGE_SELF, &usage) != 0) { return 0; }
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace atria::pipeline
