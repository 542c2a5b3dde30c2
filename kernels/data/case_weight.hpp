#pragma once

namespace atria {

/// Case weights above this are refused: sums of their squares and of other people's would lose their digits.
inline constexpr double largest_case_weight = 1e12;

}  // namespace atria
