#pragma once

namespace atria::pipeline {

/// While it lives, SIGTERM, SIGUSR1, SIGUSR2 and the first SIGINT end nothing by themselves but are remembered, also
/// where the launcher had them ignored; afterwards they mean what they meant before. One object at a time.
class StopSignals {
public:
    StopSignals();
    ~StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    /// The signal that came first, or 0.
    [[nodiscard]] static int received();
};

}  // namespace atria::pipeline
