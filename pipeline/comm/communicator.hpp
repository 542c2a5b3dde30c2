#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

/// The ranks of a run. One rank without a launcher is an ordinary communicator of size 1 (MPI is not even started).
/// Every method but rank(), size() and those of a stop is collective: all ranks call it, in the same order.
///
/// Every collective is also a vote: when one rank calls fail_together while others are in any collective, all of them
/// leave it with the same AgreedError (pipeline/comm/together.hpp). So a failing rank never leaves others waiting.
class Communicator {
public:
    virtual ~Communicator() = default;

    [[nodiscard]] virtual int rank() const = 0;
    [[nodiscard]] virtual int size() const = 0;
    [[nodiscard]] bool is_root() const { return rank() == 0; }

    virtual void barrier() const = 0;

    /// Concatenation of every rank's values, in rank order, on all ranks. Ranks may give different lengths.
    [[nodiscard]] virtual std::vector<std::vector<std::byte>> gather_to_all(std::span<const std::byte> mine) const = 0;

    /// The same on rank 0 only; an empty list on the others.
    [[nodiscard]] virtual std::vector<std::vector<std::byte>> gather_to_root(std::span<const std::byte> mine) const = 0;

    /// True on every rank when true on all.
    [[nodiscard]] virtual bool all_ok(bool mine) const = 0;

    /// True on every rank when all ranks gave the same text.
    [[nodiscard]] virtual bool same_on_all(const std::string& mine) const = 0;

    /// Sums over ranks (integers only: sums of doubles are formed in plan order by `reduce`, never in rank order).
    [[nodiscard]] virtual std::uint64_t sum_all(std::uint64_t mine) const = 0;
    [[nodiscard]] virtual std::uint64_t max_all(std::uint64_t mine) const = 0;

    /// Says that this rank cannot go on. Meets whichever collective the other ranks are in, and throws AgreedError with
    /// the exit code and the message of the lowest failing rank, on all ranks.
    /// A failure that is none, Fault::checkpointed, yields to any other.
    [[noreturn]] virtual void fail_together(int exit_code, const std::string& message) const = 0;

    /// Not collective: lets the other ranks know that this one stops before its end, and why (not 0). Whoever asks or
    /// was asked leaves its phase by fail_together, unless it has finished it.
    virtual void ask_all_to_stop(int reason) const = 0;
    /// Not collective, and cheap: the reason that this rank or another gave first, as far as is known here; 0: none.
    [[nodiscard]] virtual int asked_to_stop() const = 0;
};

}  // namespace atria::pipeline
