#include "pipeline/comm/dry_run_communicator.hpp"

#include <stdexcept>

namespace atria::pipeline {

DryRunCommunicator::DryRunCommunicator(int rank, int size) : rank_(rank), size_(size) {
    if (rank < 0 || rank >= size) { throw std::logic_error("a dry run's rank must be one of its ranks"); }
}

std::vector<std::vector<std::byte>> DryRunCommunicator::gather_to_all(std::span<const std::byte> mine) const {
    std::vector<std::vector<std::byte>> all;
    all.assign(static_cast<std::size_t>(size_), {mine.begin(), mine.end()});
    return all;
}

std::vector<std::vector<std::byte>> DryRunCommunicator::gather_to_root(std::span<const std::byte> mine) const {
    if (!is_root()) { return {}; }
    return gather_to_all(mine);
}

std::uint64_t DryRunCommunicator::sum_all(std::uint64_t mine) const { return mine * static_cast<std::uint64_t>(size_); }

}  // namespace atria::pipeline
