#pragma once

#include "pipeline/comm/communicator.hpp"
#include "pipeline/comm/launcher.hpp"

#include <memory>

namespace atria::pipeline {

/// Holds MPI for the length of a run. MPI is started only when a launcher is there to connect to; otherwise the
/// communicator is an ordinary one of one rank. Make one in main, before any thread starts.
class MpiSession {
public:
    /// Throws Error(resource_missing) when MPI does not start or cannot live with threads.
    MpiSession(int& argc, char**& argv);

    /// Finalises MPI. While an exception unwinds it does not: finalising waits for the other ranks, which may never
    /// come. Whoever catches such an exception in main ends with abort().
    ~MpiSession();
    MpiSession(const MpiSession&) = delete;
    MpiSession& operator=(const MpiSession&) = delete;

    [[nodiscard]] const Communicator& communicator() const { return *communicator_; }
    [[nodiscard]] const Launcher& launcher() const { return launcher_; }

    /// The last resort: ends all ranks at once, when they can no longer agree on anything.
    [[noreturn]] void abort(int exit_code) const;

private:
    Launcher launcher_;
    bool started_ = false;
    std::unique_ptr<Communicator> communicator_;
};

}  // namespace atria::pipeline
