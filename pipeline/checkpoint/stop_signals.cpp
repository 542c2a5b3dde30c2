#include "pipeline/checkpoint/stop_signals.hpp"

#include <array>
#include <csignal>

namespace atria::pipeline {

namespace {

constexpr std::array signals{SIGTERM, SIGUSR1, SIGUSR2, SIGINT};

volatile std::sig_atomic_t first_signal = 0;
std::array<struct sigaction, signals.size()> before;

extern "C" void remember(int signal) {
    if (first_signal == 0) { first_signal = signal; }
}

}  // namespace

StopSignals::StopSignals() {
    first_signal = 0;
    for (std::size_t i = 0; i < signals.size(); ++i) {
        struct sigaction action {};
        action.sa_handler = remember;
        // A second Ctrl-C is meant; reads and writes under way go on.
        action.sa_flags = SA_RESTART | (signals[i] == SIGINT ? static_cast<int>(SA_RESETHAND) : 0);
        sigemptyset(&action.sa_mask);
        sigaction(signals[i], &action, &before[i]);
    }
}

StopSignals::~StopSignals() {
    for (std::size_t i = 0; i < signals.size(); ++i) { sigaction(signals[i], &before[i], nullptr); }
    first_signal = 0;
}

int StopSignals::received() { return first_signal; }

}  // namespace atria::pipeline
