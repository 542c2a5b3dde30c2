#include "kernels/math/hardy_weinberg.hpp"

#include <algorithm>
#include <limits>

namespace atria::math {
namespace {

/// Numbers of heterozygous people that are equally probable may come out a little different.
constexpr double tie = 1 + 1e-9;
/// A term that is smaller than this, of a falling row whose first is 1, adds nothing to the sum.
constexpr double negligible = 1e-30;

}  // namespace

double hardy_weinberg_p(std::uint64_t hom_other, std::uint64_t het, std::uint64_t hom_effect) {
    const std::uint64_t people = hom_other + het + hom_effect;
    const std::uint64_t rare = het + 2 * std::min(hom_other, hom_effect);
    if (people == 0 || rare == 0) { return 1; }
    const std::uint64_t common = 2 * people - rare;
    // P(h + 2) / P(h) = 4 a b / ((h + 2)(h + 1)), a and b the homozygous people beside h.
    const auto ratio = [rare, common](std::uint64_t h) {
        const std::uint64_t a = (rare - h) / 2;
        const std::uint64_t b = (common - h) / 2;
        return 4 * static_cast<double>(a) * static_cast<double>(b) /
               (static_cast<double>(h + 2) * static_cast<double>(h + 1));
    };
    // All probabilities are told as multiples of that of the most probable number, near rare · common / 2 people.
    auto mode = static_cast<std::uint64_t>(static_cast<double>(rare) * static_cast<double>(common) /
                                           static_cast<double>(2 * people));
    mode = std::min(mode, rare);
    if (mode % 2 != rare % 2) { mode = mode < rare ? mode + 1 : mode - 1; }
    while (mode + 2 <= rare && ratio(mode) > 1) { mode += 2; }
    while (mode >= 2 && ratio(mode - 2) < 1) { mode -= 2; }

    double seen = 1;
    for (std::uint64_t h = mode; h < het && seen > 0; h += 2) { seen *= ratio(h); }
    for (std::uint64_t h = mode; h > het && seen > 0; h -= 2) { seen /= ratio(h - 2); }
    if (seen == 0) { return 0; }

    const double limit = std::min(1.0, seen * tie);
    const double enough = std::min(1.0, seen) * negligible;
    double total = 1;
    double tail = limit >= 1 ? 1 : 0;
    const auto take = [&](double term) {
        total += term;
        if (term <= limit) { tail += term; }
    };
    double term = 1;
    for (std::uint64_t h = mode; h + 2 <= rare && term > enough; h += 2) { take(term *= ratio(h)); }
    term = 1;
    for (std::uint64_t h = mode; h >= 2 && term > enough; h -= 2) { take(term /= ratio(h - 2)); }
    return std::min(1.0, tail / total);
}

double variance_ratio(std::uint64_t hom_other, std::uint64_t het, std::uint64_t hom_effect) {
    const auto people = static_cast<double>(hom_other + het + hom_effect);
    const auto copies = static_cast<double>(het + 2 * hom_effect);
    const auto squares = static_cast<double>(het + 4 * hom_effect);
    return dosage_variance_ratio(people, copies, squares);
}

double dosage_variance_ratio(double people, double copies, double squares) {
    const double expected = copies * (2 * people - copies);  // 2p(1 - p), each side times 2N²
    return expected > 0 ? 2 * (people * squares - copies * copies) / expected
                        : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace atria::math
