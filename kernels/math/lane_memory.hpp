#pragma once

#include "kernels/math/lanes.hpp"

#include <cstring>

namespace atria::math {

/// Eight numbers in a row, and back. Half by half: as a whole they would be moved by quarters.
inline Lanes load_lanes(const double* numbers) {
    Lanes lanes{};
    std::memcpy(&lanes.low, numbers, sizeof lanes.low);
    std::memcpy(&lanes.high, numbers + Lanes::width / 2, sizeof lanes.high);
    return lanes;
}
inline void store_lanes(double* numbers, const Lanes& lanes) {
    std::memcpy(numbers, &lanes.low, sizeof lanes.low);
    std::memcpy(numbers + Lanes::width / 2, &lanes.high, sizeof lanes.high);
}

/// The sum of the eight, two by two.
inline double sum_of_lanes(const Lanes& lanes) {
    return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
}

}  // namespace atria::math
