#pragma once

// The C interface of MPI alone. The C++ one, long removed from the standard, would need a library of its own.
#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>
