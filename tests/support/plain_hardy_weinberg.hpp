#pragma once

#include <cmath>
#include <cstdint>

namespace atria::test {

/// The exact test by its definition: every possible number of heterozygous people, each with its probability from
/// factorials, 2^h n! / (a! h! b!) · r! c! / (2n)!, none left out.
inline double plain_hardy_weinberg_p(std::uint64_t hom_other, std::uint64_t het, std::uint64_t hom_effect) {
    const std::uint64_t people = hom_other + het + hom_effect;
    const std::uint64_t effect = het + 2 * hom_effect;
    const auto log_factorial = [](std::uint64_t n) { return std::lgamma(static_cast<long double>(n) + 1); };
    const auto probability = [&](std::uint64_t h) {
        const std::uint64_t a = (effect - h) / 2;
        const std::uint64_t b = people - h - a;
        return std::exp(static_cast<long double>(h) * std::log(2.0L) + log_factorial(people) - log_factorial(a) -
                        log_factorial(h) - log_factorial(b) + log_factorial(effect) +
                        log_factorial(2 * people - effect) - log_factorial(2 * people));
    };
    if (people == 0) { return 1; }
    const long double seen = probability(het);
    long double p = 0;
    for (std::uint64_t h = effect % 2; h <= effect && h <= 2 * people - effect; h += 2) {
        const long double here = probability(h);
        if (here <= seen * (1 + 1e-10L)) { p += here; }
    }
    return static_cast<double>(p);
}

}  // namespace atria::test
