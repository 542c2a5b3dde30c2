#include "kernels/math/firth_start.hpp"

#include "kernels/math/firth_line.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace atria::math {

double firth_start(const CodeWeights& weights, double score, double information) {
    constexpr double furthest = 3;  // logarithm of a ratio, a copy
    const double plain = std::clamp(score / information, -furthest, furthest);
    const double mean = weights.copies / weights.all;
    const double second = (weights.squares - weights.copies) / (2 * weights.all);
    const std::array<double, 3> share{1 - mean + second, mean - 2 * second, second};  // of the weight, a code
    if (*std::ranges::min_element(share) < 0) { return plain; }  // real numbers that no such model has the moments of
    double variance = 0;
    for (int g = 0; g < 3; ++g) { variance += share[static_cast<std::size_t>(g)] * (g - mean) * (g - mean); }
    const double mu = 0.5 - std::clamp(weights.slant, -0.4999, 0.4999);
    const double people = information / (variance * mu * (1 - mu));
    if (!(variance > 0 && std::isfinite(people))) { return plain; }
    const double odds = mu / (1 - mu);
    FirthLine line;
    FirthLine::State state = FirthLine::State::going;
    while (state == FirthLine::State::going) {
        LineSums sums;
        sums.score = score;
        for (int g = 0; g < 3; ++g) {
            const double z = g - mean;
            const double ratio = odds * std::exp(line.t() * z);
            const double here = ratio / (1 + ratio);
            const double count = people * share[static_cast<std::size_t>(g)];
            const double weight = count * z * z * here * (1 - here);
            sums.score -= count * z * (here - mu);
            sums.information += weight;
            sums.third += weight * z * (0.5 - here);
        }
        state = line.advance(sums);
    }
    const bool found = state == FirthLine::State::arrived && std::fabs(line.t()) <= furthest;
    return found ? line.t() : plain;
}

}  // namespace atria::math
