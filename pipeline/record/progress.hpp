#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>

namespace atria::pipeline {

/// How far a phase is: a bar with the time left on a terminal, otherwise one PROGRESS line a minute in the log. Rank 0
/// tells it for all ranks, which have equal shares: what it has done of its own is taken for what all have done of
/// theirs. Counts may come from any thread; only the thread that made the object prints.
class Progress {
public:
    /// `mine` of `all` units of work are this rank's; `unit` in the plural ("variants").
    Progress(std::string what, std::uint64_t mine, std::uint64_t all, std::string unit);
    /// All of it is this rank's.
    Progress(std::string what, std::uint64_t all, std::string unit);

    /// Ends the bar. One closing line says how many units, how long and how fast.
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void add(std::uint64_t done = 1);
    [[nodiscard]] std::uint64_t done() const { return done_.load(std::memory_order_relaxed); }

    /// "1,200 of 5,000 variants (24 %), 400/s, 10 s left", or "about 1,200 of 5,000 ..." when other ranks have a part
    /// in them. `seconds` since the beginning.
    [[nodiscard]] std::string words(double seconds) const;

private:
    [[nodiscard]] double share() const;
    void show(std::chrono::steady_clock::time_point now);

    std::string what_;
    std::uint64_t mine_;
    std::uint64_t all_;
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
