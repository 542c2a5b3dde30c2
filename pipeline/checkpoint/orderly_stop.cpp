#include "pipeline/checkpoint/orderly_stop.hpp"

#include "kernels/data/error.hpp"
#include "pipeline/checkpoint/stop_signals.hpp"

#include <csignal>

namespace atria::pipeline {

namespace {

/// Reasons as numbers for the other ranks: a signal, or
constexpr int time_is_over = -1;
constexpr int a_rank_failed = -2;

std::string words_of(int reason) {
    switch (reason) {
        case time_is_over:
            return "--max-time is over";
        case a_rank_failed:
            return "another rank failed";
        case SIGTERM:
            return "SIGTERM";
        case SIGUSR1:
            return "SIGUSR1";
        case SIGUSR2:
            return "SIGUSR2";
        case SIGINT:
            return "SIGINT";
        default:
            return "signal " + std::to_string(reason);
    }
}

const auto program_start = std::chrono::steady_clock::now();

}  // namespace

double seconds_since_start() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - program_start).count();
}

OrderlyStop::OrderlyStop(const Communicator& communicator, std::uint64_t max_seconds)
    : communicator_(communicator), max_seconds_(max_seconds) {}

/// A rank that has a reason of its own tells the others.
bool OrderlyStop::due() const {
    if (due_) { return true; }
    int reason = StopSignals::received();
    const auto now = std::chrono::steady_clock::now();
    if (reason == 0 && now < next_look_) { return false; }
    next_look_ = now + std::chrono::milliseconds(100);
    if (communicator_.asked_to_stop() != 0) { return due_ = true; }
    if (reason == 0 && max_seconds_ > 0 && seconds_since_start() >= static_cast<double>(max_seconds_)) {
        reason = time_is_over;
    }
    if (reason == 0) { return false; }
    communicator_.ask_all_to_stop(reason);
    return due_ = true;
}

void OrderlyStop::check() const {
    if (due()) { stop(); }
}

void OrderlyStop::tell_of_failure() const { communicator_.ask_all_to_stop(a_rank_failed); }

void OrderlyStop::stop() const {
    throw Error(Fault::checkpointed, "stopped in good order (" + words_of(communicator_.asked_to_stop()) +
                                         "); what is finished is kept, and the same command goes on from there");
}

}  // namespace atria::pipeline
