#pragma once

#include <string>

namespace atria::pipeline {

/// What the environment says about how this program was started.
struct Launcher {
    bool speaks_mpi = false;    ///< a launcher that MPI can connect to started this program
    int tasks = 1;              ///< how many copies of this program were started together, as far as one can tell
    int local_tasks = 1;        ///< of these on this node
    std::string name = "none";  ///< mpirun, srun, PMI launcher, none
};

/// Reads the environment (Open MPI, PMIx, PMI, Slurm). In a Slurm batch script outside srun the program is alone, even
/// though the job has many tasks.
[[nodiscard]] Launcher read_launcher();

/// Throws Error(resource_missing) when several copies were started together that MPI did not connect: each would
/// believe it is the only one, and all would do all the work.
void refuse_unconnected_copies(const Launcher& launcher, int ranks);

}  // namespace atria::pipeline
