#include "io/harmonisation/value.hpp"

#include "io/tables/cell.hpp"
#include "kernels/data/shortest_number.hpp"

#include <cmath>

namespace atria::io {

Value Value::of_cell(std::string_view cell) {
    if (io::is_missing(cell)) { return {}; }
    if (const auto number = parse_number(cell)) { return {Kind::number, *number, std::string(cell)}; }
    return of_text(std::string(cell));
}

Value Value::of_number(double number) {
    if (!std::isfinite(number)) { return {}; }  // log(0), 1/0: there is no such measurement
    return {Kind::number, number, {}};
}

std::string Value::cell() const {
    if (kind == Kind::missing) { return {}; }
    return kind == Kind::number && text.empty() ? shortest_number(number) : text;
}

bool Value::same_as(const Value& other) const {
    if (is_missing() || other.is_missing()) { return false; }
    if (is_number() && other.is_number()) { return number == other.number; }
    return cell() == other.cell();
}

}  // namespace atria::io
