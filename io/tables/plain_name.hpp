#pragma once

#include <string_view>

namespace atria::io {

/// May this name a cohort or a set of predictors, and so files? Letters A-Z a-z, digits, and _ - . (not in front).
[[nodiscard]] constexpr bool is_plain_name(std::string_view name) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
    return !name.empty() && name.front() != '.' && name.front() != '-' &&
           name.find_first_not_of(letters) == std::string_view::npos;
}

}  // namespace atria::io
