#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>

namespace atria::pipeline {

/// How far a phase is, on rank 0: a bar with the time left on a terminal, otherwise one PROGRESS line a minute in the
/// log. Counts may come from any thread; only the thread that made the object prints.
class Progress {
public:
    /// `total` units of work of this rank; `unit` in the plural ("variants").
    Progress(std::string what, std::uint64_t total, std::string unit);

    /// Ends the bar. One closing line says how many units, how long and how fast.
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void add(std::uint64_t done = 1);
    [[nodiscard]] std::uint64_t done() const { return done_.load(std::memory_order_relaxed); }

    /// "1,200 of 5,000 variants (24 %), 400/s, 10 s left". `seconds` since the beginning.
    [[nodiscard]] std::string words(double seconds) const;

private:
    void show(std::chrono::steady_clock::time_point now);

    std::string what_;
    std::uint64_t total_;
    std::string unit_;
    std::atomic<std::uint64_t> done_{0};
    std::thread::id printer_;
    std::chrono::steady_clock::time_point begin_;
    std::chrono::steady_clock::time_point next_;
    bool terminal_;
    bool silent_;
    bool shown_ = false;
};

}  // namespace atria::pipeline
