#pragma once

#include <string>
#include <string_view>

namespace atria::io {

/// What a cell of records holds, and what a rule makes of it: nothing, a number or a word. True and false are 1 and 0.
struct Value {
    enum class Kind { missing, number, text };

    Kind kind = Kind::missing;
    double number = 0;
    std::string text;

    /// A cell of a table; blanks around it are gone.
    [[nodiscard]] static Value of_cell(std::string_view cell);
    [[nodiscard]] static Value of_number(double number);
    [[nodiscard]] static Value of_text(std::string text) { return {Kind::text, 0, std::move(text)}; }

    [[nodiscard]] bool is_missing() const { return kind == Kind::missing; }
    [[nodiscard]] bool is_number() const { return kind == Kind::number; }

    /// As a cell: empty when missing; the fewest digits that read back as the same number.
    [[nodiscard]] std::string cell() const;

    /// Numbers by value, words letter by letter; a number and a word by their text. Missing equals nothing.
    [[nodiscard]] bool same_as(const Value& other) const;
};

}  // namespace atria::io
