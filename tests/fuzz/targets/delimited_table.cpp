// Tables with a header: what is read, written and read again is the same.
#include "io/tables/cell.hpp"
#include "io/tables/delimited_reader.hpp"
#include "io/tables/delimited_writer.hpp"
#include "io/tables/row_table.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <vector>

namespace atria::fuzz {

namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(const std::filesystem::path& file) {
    io::DelimitedReader table(file);
    Rows rows{table.header()};
    std::uint64_t line = 0;
    while (table.next()) {
        expect(table.cells().size() == table.header().size(), "every row has a cell for each column");
        expect(table.line() > line, "lines ascend");
        line = table.line();
        rows.push_back(table.cells());
    }
    return rows;
}

/// A table separated by tabs can hold neither tabs nor line ends, and of one column no row without a value.
bool can_be_written(const Rows& rows) {
    return rows.front().size() > 1 && std::ranges::all_of(rows, [](const auto& row) {
               return std::ranges::none_of(
                   row, [](const auto& cell) { return cell.find_first_of("\t\r\n") != std::string::npos; });
           });
}

}  // namespace

Target delimited_table;
void delimited_table(Input& input) {
    const auto file = put("table", input.rest());
    const Rows rows = rows_of(file);
    if (can_be_written(rows)) {
        io::DelimitedWriter writer(scratch() / "again.tsv");
        for (const auto& row : rows) {
            for (const auto& cell : row) { writer.cell(cell); }
            writer.end_row();
        }
        writer.close();
        expect(rows_of(scratch() / "again.tsv") == rows, "a table written and read again is the same");
    }
    const io::RowTable table(file, [](const std::string&) { return true; });
    expect(table.rows() + 1 == rows.size(), "a table in memory has all rows");
    for (const auto& name : table.header()) {
        expect(table.text(name).size() == table.rows(), "a column has a value for each row");
        static_cast<void>(table.numbers(name, "trait"));
    }
}

}  // namespace atria::fuzz
