#pragma once

#include <string>

namespace atria::io {

/// What stands for a missing value in a result's text tables.
inline constexpr const char* missing_cell = "#NA";

/// Appends a number with up to 12 significant digits, or `missing` when it is not finite.
void append_number(std::string& text, double value, const char* missing = missing_cell);

/// Appends p = 10^-neg_log10_p. Below the range of a double it is put together in log space: 3.2e-400. `missing` for
/// NaN and infinity: a p of 0 is not a probability that a test can give.
void append_p(std::string& text, double neg_log10_p, const char* missing = missing_cell);

}  // namespace atria::io
