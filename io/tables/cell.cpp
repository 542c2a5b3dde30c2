#include "io/tables/cell.hpp"

#include <charconv>
#include <cmath>

namespace atria::io {

bool is_missing(std::string_view cell) {
    return cell.empty() || cell == "." || cell == "NA" || cell == "n/a" || cell == "#NA";
}

std::optional<double> parse_number(std::string_view cell) {
    if (cell.size() > 1 && cell.front() == '+' && cell[1] != '-') { cell.remove_prefix(1); }
    double value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc{} || end != cell.data() + cell.size() || !std::isfinite(value)) { return std::nullopt; }
    return value;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\v\f";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) { return {}; }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace atria::io
