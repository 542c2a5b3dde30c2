#include "io/summary/p_text.hpp"

#include "io/tables/cell.hpp"

#include <charconv>
#include <cmath>
#include <limits>

namespace atria::io {

std::optional<double> neg_log10_of_p(std::string_view cell) {
    const auto at = cell.find_first_of("eE");
    long exponent = 0;
    if (at != std::string_view::npos) {
        std::string_view digits = cell.substr(at + 1);
        if (digits.size() > 1 && digits.front() == '+' && digits[1] != '-') { digits.remove_prefix(1); }
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
        if (error != std::errc{} || end != digits.data() + digits.size()) { return std::nullopt; }
        constexpr long farthest = 1'000'000'000;
        if (exponent < -farthest || exponent > farthest) { return std::nullopt; }
    }
    const auto mantissa = parse_number(cell.substr(0, at));
    if (!mantissa) { return std::nullopt; }
    if (*mantissa < 0) { return std::numeric_limits<double>::quiet_NaN(); }
    if (*mantissa == 0) { return std::numeric_limits<double>::infinity(); }
    return -std::log10(*mantissa) - static_cast<double>(exponent);
}

}  // namespace atria::io
