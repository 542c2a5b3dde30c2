#include "pipeline/machine/resources.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <vector>

using namespace atria::pipeline;

namespace {

struct Variable {
    Variable(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
    ~Variable() { ::unsetenv(name_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;
    const char* name_;
};

}  // namespace

TEST_CASE("threads come from the environment, then from the machine") {
    for (const char* name : {"OMP_NUM_THREADS", "SLURM_CPUS_PER_TASK", "SLURM_CPUS_ON_NODE"}) { ::unsetenv(name); }
    Launcher launcher;
    CHECK(default_threads(launcher) >= 1);
    launcher.local_tasks = 100'000;
    CHECK(default_threads(launcher) == 1);
    const Variable slurm("SLURM_CPUS_PER_TASK", "6");
    CHECK(default_threads(launcher) == 6);
    const Variable openmp("OMP_NUM_THREADS", "3,2");
    CHECK(default_threads(launcher) == 3);
}

TEST_CASE("memory is a share of what Slurm granted or of the machine's") {
    for (const char* name : {"SLURM_MEM_PER_NODE", "SLURM_MEM_PER_CPU", "SLURM_CPUS_PER_TASK"}) { ::unsetenv(name); }
    Launcher launcher;
    const auto alone = default_memory(launcher);
    launcher.local_tasks = 4;
    CHECK(default_memory(launcher) == alone / 4);
    const Variable node("SLURM_MEM_PER_NODE", "4096");
    CHECK(default_memory(launcher) == 1024ULL * 1024 * 1024);
}

TEST_CASE("peak memory grows with what is touched") {
    const auto before = peak_memory();
    CHECK(before > 1'000'000);
    constexpr std::size_t bytes = 200'000'000;
    const std::vector<char> touched(bytes, 'x');
    CHECK(peak_memory() >= static_cast<std::uint64_t>(touched[bytes / 2] == 'x' ? bytes : 0));
    CHECK(peak_memory() > before);
}
