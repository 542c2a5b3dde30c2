#include "pipeline/comm/launcher.hpp"

#include "kernels/data/error.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace atria::pipeline {

namespace {

bool has(const char* name) { return std::getenv(name) != nullptr; }

/// A count in the environment; Slurm writes several as "4(x2)", of which the first number counts. 0 = not there.
int count(const char* name) {
    const char* text = std::getenv(name);
    return text == nullptr ? 0 : std::max(0, std::atoi(text));
}

bool in_batch_script() {
    const char* environment = std::getenv("ENVIRONMENT");
    return environment != nullptr && std::string_view(environment) == "BATCH" && !has("SLURM_STEP_ID");
}

}  // namespace

Launcher read_launcher() {
    Launcher launcher;
    if (has("OMPI_COMM_WORLD_SIZE")) {
        launcher.name = "mpirun";
        launcher.speaks_mpi = true;
        launcher.tasks = std::max(1, count("OMPI_COMM_WORLD_SIZE"));
        launcher.local_tasks = std::max(1, count("OMPI_COMM_WORLD_LOCAL_SIZE"));
        return launcher;
    }
    launcher.speaks_mpi = has("PMIX_RANK") || has("PMI_RANK");
    if (launcher.speaks_mpi) {
        launcher.name = "PMI launcher";
        launcher.tasks = std::max(1, count("PMI_SIZE"));
    }
    if (has("SLURM_PROCID") && !in_batch_script()) {
        launcher.name = "srun";
        const int step = count("SLURM_STEP_NUM_TASKS");
        launcher.tasks = std::max(1, step > 0 ? step : count("SLURM_NTASKS"));
        const int local =
            has("SLURM_STEP_TASKS_PER_NODE") ? count("SLURM_STEP_TASKS_PER_NODE") : count("SLURM_TASKS_PER_NODE");
        launcher.local_tasks = std::clamp(local, 1, launcher.tasks);
    }
    return launcher;
}

void refuse_unconnected_copies(const Launcher& launcher, int ranks) {
    if (launcher.tasks <= 1 || ranks > 1) { return; }
    throw Error(
        Fault::resource_missing,
        std::to_string(launcher.tasks) + " copies of this program were started by " + launcher.name +
            ", but MPI connects none of them, so each would do all the work alone; start with `srun --mpi=pmix` (`srun "
            "--mpi=list` shows what is there) or with the mpirun of the MPI that atria was built with");
}

}  // namespace atria::pipeline
