// Numbers and codes in cells, against the C library.
#include "io/harmonisation/value.hpp"
#include "io/summary/p_text.hpp"
#include "io/tables/cell.hpp"
#include "io/tables/nearest_name.hpp"
#include "kernels/data/chromosome.hpp"
#include "kernels/data/shortest_number.hpp"
#include "tests/fuzz/target.hpp"

#include <array>
#include <cmath>
#include <cstdlib>

namespace atria::fuzz {

Target cells;
void cells(Input& input) {
    const std::string text(input.rest());
    const std::string cell(io::trimmed(text));
    expect(io::trimmed(cell) == cell, "what is trimmed stays so");
    if (const auto number = io::parse_number(cell)) {
        expect(std::isfinite(*number) && !io::is_missing(cell), "a number is finite and not missing");
        expect(std::strtod(cell.c_str(), nullptr) == *number, "a number is the one that C reads");
        expect(io::parse_number(shortest_number(*number)) == number, "the shortest text is the same number");
    }
    if (const auto p = io::neg_log10_of_p(cell); p && std::isfinite(*p)) {
        const double plain = std::strtod(cell.c_str(), nullptr);
        if (plain > 1e-300 && plain < 1e300) {
            expect(std::fabs(-std::log10(plain) - *p) <= 1e-9 * (1 + std::fabs(*p)), "p and its logarithm agree");
        }
    }
    const io::Value value = io::Value::of_cell(cell);
    expect(value.is_missing() || value.same_as(io::Value::of_cell(value.cell())), "a value comes back from its cell");
    for (const auto numbers : {ChromosomeNumbers::gwas_ssf, ChromosomeNumbers::plink}) {
        expect(chromosome_code(cell, numbers) <= last_chromosome, "a chromosome is one of 25");
    }
    static const std::array<std::string, 3> names{"age", "cholesterol", "valueType"};
    static_cast<void>(io::nearest_name(cell, names));
}

}  // namespace atria::fuzz
