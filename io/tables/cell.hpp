#pragma once

#include <optional>
#include <string_view>

namespace atria::io {

/// Is this cell (blanks around it already gone) one of the codes for a missing value: empty, NA, n/a, #NA or `.`?
[[nodiscard]] bool is_missing(std::string_view cell);

/// The finite number that the whole cell is, a leading `+` allowed; nothing when it is a word, infinite or too large.
[[nodiscard]] std::optional<double> parse_number(std::string_view cell);

/// Without the blanks at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace atria::io
