#pragma once

#include <array>
#include <charconv>
#include <string>

namespace atria {

/// The fewest digits that read back as the same number.
[[nodiscard]] std::string shortest_number(auto value) {
    std::array<char, 32> letters{};
    return {letters.data(), std::to_chars(letters.data(), letters.data() + letters.size(), value).ptr};
}

}  // namespace atria
