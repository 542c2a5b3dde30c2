#include "io/tables/row_spool.hpp"

#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <utility>
#include <vector>

using namespace atria;
using atria::test::TemporaryFolder;

TEST_CASE("rows come back by column, whether they fill whole batches or not, and leave no file behind") {
    const TemporaryFolder folder;
    // 300,000 columns are turned 16 rows at a time, three of them 4,096.
    for (const auto& [columns, rows] :
         std::vector<std::pair<std::size_t, std::size_t>>{{3, 1}, {3, 4096}, {3, 9000}, {300'000, 37}}) {
        io::RowSpool spool(folder.path(), columns);
        std::vector<double> row(columns);
        for (std::size_t r = 0; r < rows; ++r) {
            for (std::size_t c = 0; c < columns; ++c) { row[c] = static_cast<double>(r * columns + c); }
            spool.add(row);
        }
        spool.finish();
        CHECK(std::filesystem::is_empty(folder.path()));
        std::size_t next = 0;
        bool right = true;
        spool.read(1, 2, [&](std::size_t first, std::size_t count, std::span<const double> numbers) {
            right = right && first == next && numbers.size() == 2 * count;
            for (std::size_t i = 0; i < count; ++i) {
                for (std::size_t c = 0; c < 2; ++c) {
                    right = right && numbers[c * count + i] == static_cast<double>((first + i) * columns + 1 + c);
                }
            }
            next += count;
        });
        CHECK(right);
        CHECK(next == rows);
    }
}
