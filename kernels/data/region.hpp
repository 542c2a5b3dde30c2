#pragma once

#include "kernels/data/variant.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace atria {

/// Positions first to last of a chromosome, both of them in it.
struct Region {
    Chromosome chromosome = 0;
    std::uint32_t first = 0;
    std::uint32_t last = 0;

    friend auto operator<=>(const Region&, const Region&) = default;
};

/// Does one of the regions hold the position? None at all hold every one.
[[nodiscard]] bool holds(std::span<const Region> regions, Chromosome chromosome, std::uint32_t position);

/// The same positions by regions that ascend and neither overlap nor touch.
[[nodiscard]] std::vector<Region> joined(std::vector<Region> regions);

}  // namespace atria
