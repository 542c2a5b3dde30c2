#include "pipeline/comm/launcher.hpp"

#include "tests/support/error_matcher.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>
#include <string>

using atria::pipeline::Launcher;
using atria::pipeline::read_launcher;

namespace {

/// Sets what launchers set, and puts everything back. The test itself may run under mpirun.
class Environment {
public:
    explicit Environment(const std::map<std::string, std::string>& set) {
        for (const char* name : {"OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_SIZE", "PMIX_RANK", "PMI_RANK",
                                 "PMI_SIZE", "SLURM_PROCID", "SLURM_NTASKS", "SLURM_STEP_ID", "SLURM_STEP_NUM_TASKS",
                                 "SLURM_STEP_TASKS_PER_NODE", "SLURM_TASKS_PER_NODE", "ENVIRONMENT"}) {
            if (const char* value = std::getenv(name)) { before_[name] = value; }
            names_.emplace_back(name);
            ::unsetenv(name);
        }
        for (const auto& [name, value] : set) { ::setenv(name.c_str(), value.c_str(), 1); }
    }
    ~Environment() {
        for (const std::string& name : names_) { ::unsetenv(name.c_str()); }
        for (const auto& [name, value] : before_) { ::setenv(name.c_str(), value.c_str(), 1); }
    }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

private:
    std::map<std::string, std::string> before_;
    std::vector<std::string> names_;
};

}  // namespace

TEST_CASE("without a launcher the program is alone and MPI stays asleep") {
    const Environment environment({});
    CHECK_FALSE(read_launcher().speaks_mpi);
    CHECK(read_launcher().tasks == 1);
}

TEST_CASE("mpirun tells ranks and ranks of the node") {
    const Environment environment({{"OMPI_COMM_WORLD_SIZE", "8"}, {"OMPI_COMM_WORLD_LOCAL_SIZE", "4"}});
    CHECK(read_launcher().speaks_mpi);
    CHECK(read_launcher().tasks == 8);
    CHECK(read_launcher().local_tasks == 4);
}

TEST_CASE("one rank of mpirun inside a large allocation is one rank") {
    const Environment environment(
        {{"OMPI_COMM_WORLD_SIZE", "1"}, {"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "16"}, {"ENVIRONMENT", "BATCH"}});
    CHECK_NOTHROW(refuse_unconnected_copies(read_launcher(), 1));
}

TEST_CASE("srun with PMIx speaks MPI") {
    const Environment environment({{"PMIX_RANK", "2"},
                                   {"SLURM_PROCID", "2"},
                                   {"SLURM_STEP_ID", "0"},
                                   {"SLURM_STEP_NUM_TASKS", "6"},
                                   {"SLURM_STEP_TASKS_PER_NODE", "3(x2)"}});
    CHECK(read_launcher().speaks_mpi);
    CHECK(read_launcher().tasks == 6);
    CHECK(read_launcher().local_tasks == 3);
    CHECK_NOTHROW(refuse_unconnected_copies(read_launcher(), 6));
}

TEST_CASE("srun without PMI starts copies that know nothing of each other, and each of them stops") {
    const Environment environment(
        {{"SLURM_PROCID", "1"}, {"SLURM_STEP_ID", "0"}, {"SLURM_STEP_NUM_TASKS", "4"}, {"ENVIRONMENT", "BATCH"}});
    CHECK_FALSE(read_launcher().speaks_mpi);
    atria::test::requires_error([] { refuse_unconnected_copies(read_launcher(), 1); }, atria::Fault::resource_missing,
                                {"4 copies", "srun --mpi=pmix"});
}

TEST_CASE("a batch script of a job with many tasks is alone outside srun") {
    const Environment environment({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "4"}, {"ENVIRONMENT", "BATCH"}});
    CHECK(read_launcher().tasks == 1);
}
