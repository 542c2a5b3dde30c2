#include "pipeline/simulation/deal.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <numeric>

namespace atria::pipeline {

std::vector<int> deal(std::span<const std::uint64_t> costs, int ranks) {
    assert(ranks > 0);
    std::vector<std::size_t> order(costs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return costs[a] > costs[b]; });

    std::vector<std::uint64_t> load(static_cast<std::size_t>(ranks), 0);
    std::vector<int> rank_of(costs.size());
    for (const std::size_t task : order) {
        const auto least = std::min_element(load.begin(), load.end());
        *least += costs[task];
        rank_of[task] = static_cast<int>(least - load.begin());
    }
    return rank_of;
}

}  // namespace atria::pipeline
