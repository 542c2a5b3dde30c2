#include "kernels/data/region.hpp"

#include <algorithm>

namespace atria {

bool holds(std::span<const Region> regions, Chromosome chromosome, std::uint32_t position) {
    return regions.empty() || std::ranges::any_of(regions, [&](const Region& region) {
               return region.chromosome == chromosome && region.first <= position && position <= region.last;
           });
}

std::vector<Region> joined(std::vector<Region> regions) {
    std::ranges::sort(regions);
    std::vector<Region> result;
    for (const Region& region : regions) {
        if (!result.empty() && result.back().chromosome == region.chromosome &&
            std::uint64_t{region.first} <= std::uint64_t{result.back().last} + 1) {
            result.back().last = std::max(result.back().last, region.last);
        } else {
            result.push_back(region);
        }
    }
    return result;
}

}  // namespace atria
