#include "kernels/simulation/apportionment.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace atria::simulation {

std::vector<std::uint32_t> apportion(std::uint32_t total, std::span<const double> weights, std::uint32_t least) {
    assert(!weights.empty() && std::uint64_t{least} * weights.size() <= total);
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    const auto free = static_cast<double>(total - least * static_cast<std::uint32_t>(weights.size()));

    std::vector<std::uint32_t> shares;
    std::vector<double> remainders;
    std::uint32_t given = 0;
    for (const double weight : weights) {
        const double exact = free * (weight / sum);
        const double whole = std::floor(exact);
        shares.push_back(least + static_cast<std::uint32_t>(whole));
        remainders.push_back(exact - whole);
        given += shares.back();
    }

    std::vector<std::size_t> order(weights.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
    for (std::size_t i = 0; given < total; i = (i + 1) % order.size(), ++given) { ++shares[order[i]]; }
    return shares;
}

}  // namespace atria::simulation
