#pragma once

namespace atria::io {

inline constexpr int significant_digits = 12;

/// Room that write_significant needs.
inline constexpr int significant_letters = 24;

/// Writes a finite number as printf's %.12g and std::to_chars do, correctly rounded to 12 digits, and returns where its
/// letters end. Several times faster than these for numbers of ordinary size: one product of 128 bits tells the digits,
/// and where it cannot tell them to the last bit, std::to_chars does.
char* write_significant(char* letters, double value);

}  // namespace atria::io
