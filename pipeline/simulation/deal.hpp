#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace atria::pipeline {

/// Deals tasks out to ranks, the costliest first, each to the rank that has least so far (ties: the lower one). Returns
/// the rank of each task. A pure function, so that every rank finds its own tasks without asking.
[[nodiscard]] std::vector<int> deal(std::span<const std::uint64_t> costs, int ranks);

}  // namespace atria::pipeline
