#pragma once

#include "pipeline/comm/communicator.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace atria::pipeline {

/// Lets a long work end between two of its pieces, so that what is finished is kept: on a signal, when the time is
/// over, or because another rank stops. Called by the main thread only. Signals are those that StopSignals has caught.
class OrderlyStop {
public:
    /// `max_seconds` since the start of the program; 0: no limit.
    OrderlyStop(const Communicator& communicator, std::uint64_t max_seconds);

    /// Throws Error(checkpointed) when it is time, on all ranks sooner or later, since each is told. Cheap: it looks
    /// every tenth of a second.
    void check() const;

    /// Lets the others stop too because this rank has failed.
    void tell_of_failure() const;

    /// Is it time? Once it is, it stays so, and check() has to follow.
    [[nodiscard]] bool due() const;

private:
    [[noreturn]] void stop() const;

    const Communicator& communicator_;
    std::uint64_t max_seconds_;
    mutable std::chrono::steady_clock::time_point next_look_;
    mutable bool due_ = false;
};

/// Seconds since the program was started.
[[nodiscard]] double seconds_since_start();

}  // namespace atria::pipeline
