#pragma once

#include <cstddef>
#include <vector>

namespace atria {

/// How many of the times, sorted, share their tick with the one before although they differ by more than the last bits
/// of a conversion: by more than 1e-8 of their size. Missing ones (NaN) are passed over. Any: the unit is too large.
[[nodiscard]] std::size_t merged_times(std::vector<double> times);

}  // namespace atria
