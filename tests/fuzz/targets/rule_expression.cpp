// A rule of harmonisation, parsed and evaluated. Parts: the rule, and a person's two values, a line each.
#include "io/harmonisation/expression.hpp"

#include "tests/fuzz/target.hpp"

#include <array>
#include <cmath>
#include <sstream>

namespace atria::fuzz {

Target rule_expression;
void rule_expression(Input& input) {
    static const std::array<std::string, 2> inputs{"x", "y"};
    constexpr std::size_t longest = 10000;  // the table of rules lets no longer one through
    const std::string_view text = input.next_part();
    std::istringstream lines{std::string(input.rest())};
    std::array<io::Value, 2> values;
    for (auto& value : values) {
        std::string line;
        std::getline(lines, line);
        value = io::Value::of_cell(line);
    }
    try {
        const io::Expression rule(text.substr(0, longest), inputs);
        const auto answer = rule(values);
        expect(!answer.unmatched || answer.value.is_missing(), "where no case fits the answer is missing");
        expect(!answer.value.is_number() || std::isfinite(answer.value.number), "numbers are finite");
    } catch (const io::RuleError& error) {
        expect(error.letter() >= 1 && error.letter() <= text.size() + 1, "a mistake has a place in the rule");
    }
}

}  // namespace atria::fuzz
