#pragma once

#include "pipeline/comm/one_rank.hpp"

namespace atria::pipeline {

/// Pretends to be one rank of many, for looking at a plan in one process: answers as if every rank gave what this one
/// gives (sums are size times the own value). No other rank exists.
class DryRunCommunicator : public OneRank {
public:
    /// Throws std::logic_error unless 0 <= rank < size.
    DryRunCommunicator(int rank, int size);

    [[nodiscard]] int rank() const override { return rank_; }
    [[nodiscard]] int size() const override { return size_; }
    [[nodiscard]] std::vector<std::vector<std::byte>> gather_to_all(std::span<const std::byte> mine) const override;
    [[nodiscard]] std::vector<std::vector<std::byte>> gather_to_root(std::span<const std::byte> mine) const override;
    [[nodiscard]] std::uint64_t sum_all(std::uint64_t mine) const override;

private:
    int rank_;
    int size_;
};

}  // namespace atria::pipeline
