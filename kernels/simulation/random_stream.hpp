#pragma once

#include "kernels/simulation/philox.hpp"

#include <cstddef>
#include <cstdint>

namespace atria::simulation {

/// What a stream of random numbers is for. The values are part of what a seed means: never renumber them.
enum class Purpose : std::uint8_t {
    cohort_size = 1,
    cohort_profile = 2,
    site = 3,
    cohort_frequency = 4,
    dense_genotypes = 5,
    sparse_genotypes = 6,
    person = 7,
    causal_choice = 8,
    causal_effect = 9,
    covariate_effect = 10,
    cohort_level = 11,
    outcome = 12,
    trait_missing = 13,
};

/// The counter of draw 0 of a stream. `item` is a variant, a person or a trait; `trait` tells the streams of one item
/// apart.
[[nodiscard]] constexpr PhiloxCounter stream_counter(Purpose purpose, std::uint32_t cohort, std::uint32_t item,
                                                     std::uint32_t trait = 0) {
    return {0, item, cohort, static_cast<std::uint32_t>(purpose) | trait << 8U};
}

[[nodiscard]] constexpr PhiloxKey seed_key(std::uint64_t seed) {
    return {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U)};
}

/// An endless sequence of random numbers that belongs to one (seed, purpose, cohort, item, trait): whoever asks for it,
/// on whatever rank or thread, gets the same numbers.
class RandomStream {
public:
    RandomStream(std::uint64_t seed, Purpose purpose, std::uint32_t cohort, std::uint32_t item, std::uint32_t trait = 0)
        : counter_(stream_counter(purpose, cohort, item, trait)), key_(seed_key(seed)) {}

    [[nodiscard]] std::uint32_t word();

    /// Strictly between 0 and 1, 53 bits.
    [[nodiscard]] double uniform();

    /// Strictly between 0 and 1, 32 bits.
    [[nodiscard]] double coarse_uniform();

    /// Standard normal (Box-Muller, the second of each pair is kept).
    [[nodiscard]] double normal();

    /// Exponential of mean 1.
    [[nodiscard]] double exponential();

    /// Gamma of the given shape (> 0) and scale 1 (Marsaglia and Tsang, ACM TOMS 26:363, 2000).
    [[nodiscard]] double gamma(double shape);

    /// Beta(a, b), a, b > 0. Exactly 0 or 1 when the value lies beyond a double's reach.
    [[nodiscard]] double beta(double a, double b);

private:
    PhiloxCounter counter_;
    PhiloxKey key_;
    PhiloxCounter words_{};
    std::size_t used_ = 4;
    double kept_normal_ = 0;
    bool has_kept_normal_ = false;
};

}  // namespace atria::simulation
