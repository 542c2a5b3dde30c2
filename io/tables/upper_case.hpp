#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace atria::io {

/// Of ASCII letters, whatever the locale.
[[nodiscard]] constexpr char upper(char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}

/// Writes `from` in upper case over `text`, whose memory is used again.
inline void assign_upper(std::string& text, std::string_view from) {
    text.resize(from.size());
    std::ranges::transform(from, text.begin(), upper);
}

}  // namespace atria::io
