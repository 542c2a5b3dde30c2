#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace atria::test {

/// |a - b| relative to |b|; 0 when both are NaN or equal, infinite when only one is NaN.
inline double relative_difference(double a, double b) {
    if (std::isnan(a) && std::isnan(b)) { return 0; }
    if (a == b) { return 0; }
    if (std::isnan(a) || std::isnan(b)) { return std::numeric_limits<double>::infinity(); }
    return std::fabs(a - b) / std::fabs(b);
}

/// Equal to the last bit, NaN included.
inline bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

/// The largest difference that was seen, for one check at the end of a loop.
class Worst {
public:
    void see(double difference) { value_ = std::max(value_, std::isnan(difference) ? infinite : difference); }
    [[nodiscard]] double value() const { return value_; }

private:
    static constexpr double infinite = std::numeric_limits<double>::infinity();
    double value_ = 0;
};

}  // namespace atria::test
