#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace atria::survival {

/// Asks for the rows of the person some places further on: the people without a call are far apart in memory.
template <class Rows>
void prefetch_rows(const Rows& rows, std::span<const std::uint32_t> people, std::size_t at, std::size_t width) {
    constexpr std::size_t ahead = 8;
    constexpr std::size_t line = 64;
    if (width == 0 || at + ahead >= people.size()) { return; }
    const auto* row = reinterpret_cast<const std::byte*>(rows.data() + people[at + ahead] * width);
    const std::size_t bytes = width * sizeof(*rows.data());
    for (std::size_t byte = 0; byte < bytes; byte += line) { __builtin_prefetch(row + byte); }
    __builtin_prefetch(row + bytes - 1);  // a row may begin within a line
}

}  // namespace atria::survival
