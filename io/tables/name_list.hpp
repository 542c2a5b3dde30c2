#pragma once

#include <span>
#include <string>

namespace atria::io {

/// "a, b, c" for a message; the first twenty of them, and then "...".
[[nodiscard]] std::string name_list(std::span<const std::string> names);

}  // namespace atria::io
