#pragma once

#include "kernels/association/logistic_evaluation.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

// What the passes over people in lanes have in common.
namespace atria::association {

/// Some people whose numbers stay in the nearest cache from one step to the next.
struct LaneStrip {
    static constexpr std::size_t people = 512;
    using Numbers = std::array<double, people>;

    alignas(64) Numbers z;         ///< what the variant gives a person
    alignas(64) Numbers in;        ///< 1 = counts, else 0
    alignas(64) Numbers residual;  ///< y - mu
    alignas(64) Numbers weight;    ///< mu (1 - mu)
    alignas(64) Numbers slant;     ///< 1 - 2 mu, of those who do not count, too

    /// What calls give the first `count` people, who are those from `first` on, becomes z; who has no call, has another
    /// call than the `usual` one where there is one, or is behind the last person, does not count.
    void take(const PeopleCalls& calls, std::size_t first, std::size_t count, std::optional<std::uint8_t> usual);

    /// Residuals, weights and slants of the first `count` (a multiple of eight) at predictor + t z, from z and in; the
    /// answer is their log likelihood.
    double fit(const double* predictor, const double* y, double t, std::size_t count);
};

}  // namespace atria::association
