#pragma once

#include <optional>
#include <string_view>

namespace atria::io {

/// -log10 of the p that the whole cell is, taken from mantissa and exponent apart, so that 3.2e-400 gives 399.49...
/// Infinite for 0, NaN below 0, negative above 1; nothing when the cell is no number.
[[nodiscard]] std::optional<double> neg_log10_of_p(std::string_view cell);

}  // namespace atria::io
