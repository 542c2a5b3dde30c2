#include "kernels/data/merged_times.hpp"

#include "kernels/data/ticks.hpp"

#include <algorithm>
#include <cmath>

namespace atria {

std::size_t merged_times(std::vector<double> times) {
    constexpr double last_bits = 1e-8;
    std::erase_if(times, [](double time) { return !(std::fabs(time) <= longest_time); });
    std::ranges::sort(times);
    std::size_t merged = 0;
    for (std::size_t i = 1; i < times.size(); ++i) {
        const double size = std::max(std::fabs(times[i]), std::fabs(times[i - 1]));
        const bool differ = times[i] - times[i - 1] > last_bits * size;
        merged += differ && ticks_of(times[i]) == ticks_of(times[i - 1]) ? 1U : 0U;
    }
    return merged;
}

}  // namespace atria
