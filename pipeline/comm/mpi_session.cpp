#include "pipeline/comm/mpi_session.hpp"

#include "kernels/data/error.hpp"
#include "pipeline/comm/mpi_c.hpp"
#include "pipeline/comm/mpi_communicator.hpp"
#include "pipeline/comm/one_rank.hpp"

#include <cstdlib>
#include <exception>

namespace atria::pipeline {

MpiSession::MpiSession(int& argc, char**& argv) : launcher_(read_launcher()) {
    if (!launcher_.speaks_mpi) {
        communicator_ = std::make_unique<OneRank>();
        return;
    }
    int provided = MPI_THREAD_SINGLE;
    if (MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided) != MPI_SUCCESS) {
        throw Error(Fault::resource_missing, "MPI does not start; check that launcher and MPI library belong together");
    }
    started_ = true;
    if (provided < MPI_THREAD_FUNNELED) {
        throw Error(Fault::resource_missing,
                    "this MPI library cannot be used by a program with threads; use another build of it");
    }
    communicator_ = std::make_unique<MpiCommunicator>();
}

MpiSession::~MpiSession() {
    communicator_.reset();
    if (started_ && std::uncaught_exceptions() == 0) { MPI_Finalize(); }
}

void MpiSession::abort(int exit_code) const {
    if (started_) { MPI_Abort(MPI_COMM_WORLD, exit_code); }
    std::_Exit(exit_code);
}

}  // namespace atria::pipeline
