#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace atria::io {

/// Splits a line at blanks and tabs into exactly six cells, as .fam and .bim have; false when there are more or fewer.
[[nodiscard]] inline bool split_six(std::string_view line, std::array<std::string_view, 6>& cells) {
    constexpr std::string_view blanks = " \t";
    std::size_t count = 0;
    for (std::size_t at = line.find_first_not_of(blanks); at != std::string_view::npos;) {
        const std::size_t end = line.find_first_of(blanks, at);
        if (count == cells.size()) { return false; }
        cells[count++] = line.substr(at, end == std::string_view::npos ? end : end - at);
        at = end == std::string_view::npos ? end : line.find_first_not_of(blanks, end);
    }
    return count == cells.size();
}

}  // namespace atria::io
