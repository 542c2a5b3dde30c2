#pragma once

#include <cmath>
#include <cstdint>

namespace atria {

/// A time as a whole number of ticks, 1e-6 of the unit of the times. Whole days divided by 365.25 differ in their last
/// bits from file to file; on ticks they are the same time, by a rule that needs no look at other cohorts.
using Ticks = std::int64_t;

inline constexpr double ticks_per_unit = 1e6;
/// Beyond this a tick is finer than a double's digits [unit of the times].
inline constexpr double longest_time = 9e9;

/// `time`: finite, at most longest_time in magnitude.
[[nodiscard]] inline Ticks ticks_of(double time) { return std::llround(time * ticks_per_unit); }
/// The double nearest to the time: whole numbers of units come back exactly.
[[nodiscard]] inline double time_of(Ticks ticks) { return static_cast<double>(ticks) / ticks_per_unit; }

}  // namespace atria
