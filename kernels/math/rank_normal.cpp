#include "kernels/math/rank_normal.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <numeric>

namespace atria::math {

double normal_quantile(double p) {
    if (p == 0.5) { return 0; }
    const bool upper = p > 0.5;
    const double tail = upper ? 1 - p : p;  // exact: 1 - p for p in [0.5, 1]
    // Abramowitz and Stegun 26.2.23 is within 4.5e-4; each of Halley's steps triples the digits.
    const double t = std::sqrt(-2 * std::log(tail));
    double x = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                       (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));  // of the upper tail, positive
    for (int step = 0; step < 3; ++step) {
        const double excess = 0.5 * std::erfc(x / std::numbers::sqrt2) - tail;
        const double density = std::exp(-0.5 * x * x) / std::sqrt(2 * std::numbers::pi);
        const double newton = excess / density;
        x += newton / (1 - 0.5 * x * newton);
    }
    return upper ? x : -x;
}

std::vector<double> rank_normal_scores(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&values](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> scores(values.size());
    const auto n = static_cast<double>(values.size());
    for (std::size_t first = 0; first < order.size();) {
        std::size_t last = first;
        while (last + 1 < order.size() && values[order[last + 1]] == values[order[first]]) { ++last; }
        const double rank = 0.5 * static_cast<double>(first + last) + 1;
        const double score = normal_quantile((rank - 0.375) / (n + 0.25));
        for (std::size_t i = first; i <= last; ++i) { scores[order[i]] = score; }
        first = last + 1;
    }
    return scores;
}

}  // namespace atria::math
