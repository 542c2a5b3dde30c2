#pragma once

#include <span>
#include <string>
#include <string_view>

namespace atria::io {

/// The name with the fewest single-letter changes (insert, delete, replace, swap of neighbours) from `word`; empty when
/// none is near enough to be what was meant. Letter case does not count.
[[nodiscard]] std::string nearest_name(std::string_view word, std::span<const std::string> names);

/// "; did you mean 'age'?" or nothing, to end a message with.
[[nodiscard]] std::string did_you_mean(std::string_view word, std::span<const std::string> names);

}  // namespace atria::io
