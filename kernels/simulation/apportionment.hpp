#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace atria::simulation {

/// Splits `total` into whole shares in proportion to the weights (positive, at least one), by largest remainder, each
/// share at least `least`. The shares add up to `total` exactly. Requires least * weights <= total.
[[nodiscard]] std::vector<std::uint32_t> apportion(std::uint32_t total, std::span<const double> weights,
                                                   std::uint32_t least = 0);

}  // namespace atria::simulation
