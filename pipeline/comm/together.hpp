#pragma once

#include "kernels/data/error.hpp"
#include "pipeline/comm/communicator.hpp"

#include <functional>
#include <string>

namespace atria::pipeline {

/// A failure that all ranks know of: the same on all of them, so that one message and one exit code leave the run.
/// exit_code may be one that is no Fault (1, our bug).
class AgreedError : public Error {
public:
    AgreedError(int exit_code, int rank, const std::string& message)
        : Error(static_cast<Fault>(exit_code), message), rank_(rank) {}

    [[nodiscard]] int exit_code() const noexcept { return static_cast<int>(fault()); }
    [[nodiscard]] int rank() const noexcept { return rank_; }  ///< the lowest rank that failed

private:
    int rank_;
};

/// The exit code and the message with which an exception leaves the program.
struct Failure {
    int exit_code = 1;
    std::string message;
};
[[nodiscard]] Failure describe_failure(const std::exception& exception);

/// Collective. Does this rank's part of a phase, then votes. Throws AgreedError on all ranks when the part of any rank
/// threw. The part itself must not call collectives.
void together(const Communicator& communicator, const std::function<void()>& part);

}  // namespace atria::pipeline
