#include "kernels/math/hardy_weinberg.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace atria::math {
namespace {

/// Numbers of heterozygous people that are equally probable may come out a little different.
constexpr double tie = 1 + 1e-9;
/// A term that is smaller than this, of a falling row whose first is 1, adds nothing to the sum.
constexpr double negligible = 1e-30;

/// Numbers of heterozygous people that are possible given the alleles: rare, rare - 2, ..., down to 0 or 1.
struct HetNumbers {
    std::uint64_t people;
    std::uint64_t rare;
    std::uint64_t common;

    HetNumbers(std::uint64_t hom_other, std::uint64_t het, std::uint64_t hom_effect)
        : people(hom_other + het + hom_effect),
          rare(het + 2 * std::min(hom_other, hom_effect)),
          common(2 * people - rare) {}

    /// P(h + 2) / P(h) = 4 a b / ((h + 2)(h + 1)), a and b the homozygous people beside h.
    [[nodiscard]] double ratio(std::uint64_t h) const {
        const std::uint64_t a = (rare - h) / 2;
        const std::uint64_t b = (common - h) / 2;
        return 4 * static_cast<double>(a) * static_cast<double>(b) /
               (static_cast<double>(h + 2) * static_cast<double>(h + 1));
    }

    /// The most probable number, near rare · common / 2 people.
    [[nodiscard]] std::uint64_t mode() const {
        auto mode = static_cast<std::uint64_t>(static_cast<double>(rare) * static_cast<double>(common) /
                                               static_cast<double>(2 * people));
        mode = std::min(mode, rare);
        if (mode % 2 != rare % 2) { mode = mode < rare ? mode + 1 : mode - 1; }
        while (mode + 2 <= rare && ratio(mode) > 1) { mode += 2; }
        while (mode >= 2 && ratio(mode - 2) < 1) { mode -= 2; }
        return mode;
    }
};

/// Σ of the falling terms from `h` away from the mode, as multiples of that of h; `up`: towards more heterozygous
/// people.
double falling_sum(const HetNumbers& numbers, std::uint64_t h, bool up) {
    double sum = 1;
    double term = 1;
    while ((up ? h + 2 <= numbers.rare : h >= 2) && term > negligible) {
        term = up ? term * numbers.ratio(h) : term / numbers.ratio(h - 2);
        h = up ? h + 2 : h - 2;
        sum += term;
    }
    return sum;
}

/// -log10 p of a number so far from the mode that its probability leaves the range of a double.
double far_neg_log10_p(const HetNumbers& numbers, std::uint64_t het) {
    const std::uint64_t mode = numbers.mode();
    const bool up = het > mode;
    double seen = 0;  // log of P(het) / P(mode)
    for (std::uint64_t h = mode; h < het; h += 2) { seen += std::log(numbers.ratio(h)); }
    for (std::uint64_t h = mode; h > het; h -= 2) { seen -= std::log(numbers.ratio(h - 2)); }
    double tail = falling_sum(numbers, het, up);
    // On the other side everything from the first number that is no more probable.
    std::uint64_t other = mode;
    double log_other = 0;
    while (log_other > seen + std::log(tie) && (up ? other >= 2 : other + 2 <= numbers.rare)) {
        log_other += up ? -std::log(numbers.ratio(other - 2)) : std::log(numbers.ratio(other));
        other = up ? other - 2 : other + 2;
    }
    if (log_other <= seen + std::log(tie)) { tail += std::exp(log_other - seen) * falling_sum(numbers, other, !up); }
    const double total = falling_sum(numbers, mode, true) + falling_sum(numbers, mode, false) - 1;
    return -(seen + std::log(tail / total)) / std::numbers::ln10;
}

}  // namespace

double hardy_weinberg_p(std::uint64_t hom_other, std::uint64_t het, std::uint64_t hom_effect) {
    const HetNumbers numbers(hom_other, het, hom_effect);
    if (numbers.people == 0 || numbers.rare == 0) { return 1; }
    // All probabilities are told as multiples of that of the most probable number.
    const std::uint64_t mode = numbers.mode();
    double seen = 1;
    for (std::uint64_t h = mode; h < het && seen > 0; h += 2) { seen *= numbers.ratio(h); }
    for (std::uint64_t h = mode; h > het && seen > 0; h -= 2) { seen /= numbers.ratio(h - 2); }
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
    for (std::uint64_t h = mode; h + 2 <= numbers.rare && term > enough; h += 2) { take(term *= numbers.ratio(h)); }
    term = 1;
    for (std::uint64_t h = mode; h >= 2 && term > enough; h -= 2) { take(term /= numbers.ratio(h - 2)); }
    return std::min(1.0, tail / total);
}

double hardy_weinberg_neg_log10_p(std::uint64_t hom_other, std::uint64_t het, std::uint64_t hom_effect) {
    constexpr double all_digits = 1e-250;  // below, the terms that the sum needs leave the range of a double
    const double p = hardy_weinberg_p(hom_other, het, hom_effect);
    if (p >= 1) { return 0; }
    if (p > all_digits) { return -std::log10(p); }
    return far_neg_log10_p(HetNumbers(hom_other, het, hom_effect), het);
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
