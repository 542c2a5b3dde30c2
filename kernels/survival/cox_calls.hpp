#pragma once

#include "kernels/math/lanes.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

// What eight variants give a person, from a panel of codes or of numbers (CoxPanel): the two have the same use.
namespace atria::survival {

using math::Lanes;

/// Codes (0, 1, 2, missing_call). Their higher moments follow from the first two: g³ = 3g² - 2g, g⁴ = 7g² - 6g.
struct CodeLanes {
    static constexpr bool real = false;
    const std::uint8_t* calls;  ///< n × 8

    [[nodiscard]] Lanes at(std::size_t i) const { return math::lanes_of_bytes(calls + i * Lanes::width); }
    /// 1 where there is a call, else 0.
    [[nodiscard]] static Lanes called(const Lanes& g) { return less(g, Lanes::all(2.5)); }
    /// 0 instead of what is missing.
    [[nodiscard]] static Lanes or_0(const Lanes& g, const Lanes& called) { return g * called; }
};

/// Real numbers, NaN = missing.
struct NumberLanes {
    static constexpr bool real = true;
    const double* numbers;  ///< n × 8

    [[nodiscard]] Lanes at(std::size_t i) const {
        Lanes g{};
        std::memcpy(&g, numbers + i * Lanes::width, sizeof g);
        return g;
    }
    [[nodiscard]] static Lanes called(const Lanes& g) {
        return less(g, Lanes::all(std::numeric_limits<double>::infinity()));  // not so NaN
    }
    [[nodiscard]] static Lanes or_0(const Lanes& g, const Lanes& called) { return choose(called, g, Lanes::all(0.0)); }
};

}  // namespace atria::survival
