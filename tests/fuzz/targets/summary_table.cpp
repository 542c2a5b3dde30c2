// Tables of results made elsewhere.
#include "io/summary/summary_reader.hpp"
#include "tests/fuzz/target.hpp"

#include <cmath>

namespace atria::fuzz {

Target summary_table;
void summary_table(Input& input) {
    std::uint64_t unusable = 0;
    io::SummaryReader reader(put("results", input.rest()), std::nullopt, [&](const io::UnusableRow&) { ++unusable; });
    io::SummaryRow row;
    std::uint64_t usable = 0;
    while (reader.next(row)) {
        ++usable;
        expect(std::isfinite(row.beta) && row.standard_error > 0 && std::isfinite(row.standard_error),
               "a usable row has an estimate");
        expect(row.variant.chromosome > 0 && row.variant.position > 0, "a usable row has a place");
        expect(std::isnan(row.frequency) || (row.frequency >= 0 && row.frequency <= 1), "frequencies are in [0, 1]");
        expect(!(row.n < 0) && !(row.neg_log10_p < 0), "counts and -log10 p are not negative");
    }
    expect(usable + unusable == reader.rows(), "every row is told");
}

}  // namespace atria::fuzz
