#pragma once

#include <string>
#include <vector>

namespace atria::io {

/// In double quotes, so that no value is taken for a number, a truth value or a comment.
[[nodiscard]] std::string in_quotes(const std::string& text);

/// Appends `key:` and an item a line.
void add_list(std::string& text, const char* key, const std::vector<std::string>& values);

}  // namespace atria::io
