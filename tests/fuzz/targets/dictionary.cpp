// A data dictionary in two tables, and what cells mean by it. Parts: Variables, Categories, and a cell a line.
#include "io/harmonisation/dictionary.hpp"

#include "tests/fuzz/target.hpp"

#include <sstream>

namespace atria::fuzz {

Target dictionary;
void dictionary(Input& input) {
    const auto file = put("Variables.tsv", input.next_part());
    static_cast<void>(put("Categories.tsv", input.next_part()));
    const io::Dictionary read = io::read_dictionary(file);
    std::istringstream cells{std::string(input.rest())};
    for (std::string cell; std::getline(cells, cell);) {
        for (const auto& variable : read.variables) {
            bool code = false;
            std::string wrong;
            const io::Value value = variable.meaning(cell, code, wrong);
            expect(!code || value.is_missing(), "a code for a missing value is missing");
        }
    }
}

}  // namespace atria::fuzz
