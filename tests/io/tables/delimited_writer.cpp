#include "io/tables/delimited_writer.hpp"

#include "kernels/data/error.hpp"
#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <zlib.h>
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>

using namespace atria;
using namespace atria::io;
using namespace atria::test;

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

/// zlib reads plain and compressed files alike.
std::string text_of(const std::filesystem::path& file) {
    gzFile input = gzopen(file.c_str(), "rb");
    REQUIRE(input != nullptr);
    std::string text;
    std::string chunk(1U << 16U, '\0');
    for (int count = 0; (count = gzread(input, chunk.data(), static_cast<unsigned>(chunk.size()))) > 0;) {
        text.append(chunk, 0, static_cast<std::size_t>(count));
    }
    CHECK(gzclose(input) == Z_OK);
    return text;
}

}  // namespace

TEST_CASE("a cell that begins with a quote is quoted") {
    const TemporaryFolder folder;
    DelimitedWriter table(folder / "t.tsv");
    table.cell("\"a\" b").cell("5\" pipe").end_row();
    table.close();
    CHECK(text_of(folder / "t.tsv") == "\"\"\"a\"\" b\"\t5\" pipe\n");
}

TEST_CASE("cells become tab-separated rows") {
    const TemporaryFolder folder;
    for (const char* name : {"table.tsv", "table.tsv.gz"}) {
        DelimitedWriter table(folder / name, "#NA");
        table.cell("name").cell("value").end_row();
        table.cell("").cell(0.1).cell(nan_value).cell(1e300).cell(std::int64_t{-5}).end_row();
        table.cell(18446744073709551615ULL).cell(std::uint8_t{7}).cell(3.0).end_row();
        CHECK(table.rows() == 3);
        CHECK_FALSE(std::filesystem::exists(folder / name));  // no half of a table under its name
        table.close();
        CHECK(text_of(folder / name) == "name\tvalue\n\t0.1\t#NA\t1e+300\t-5\n18446744073709551615\t7\t3\n");
    }
    CHECK(read_bytes(folder / "table.tsv.gz").substr(0, 2) == "\x1f\x8b");
}

TEST_CASE("long tables cross the blocks of a compressed file") {
    const TemporaryFolder folder;
    std::string expected;
    DelimitedWriter plain(folder / "long.tsv");
    DelimitedWriter compressed(folder / "long.tsv.gz");
    for (int row = 0; row < 50000; ++row) {
        const std::string id = "row" + std::to_string(row * 7919 % 100003);
        expected += id + "\t" + std::to_string(row) + "\n";
        plain.cell(id).cell(row).end_row();
        compressed.cell(id).cell(row).end_row();
    }
    const std::string wide(200000, 'w');  // a row of several blocks
    expected += wide + "\n";
    plain.cell(wide).end_row();
    compressed.cell(wide).end_row();
    plain.close();
    compressed.close();
    CHECK((read_bytes(folder / "long.tsv") == expected));
    CHECK((text_of(folder / "long.tsv.gz") == expected));
    CHECK(read_bytes(folder / "long.tsv.gz").size() < expected.size() / 2);
}

TEST_CASE("doubles read back exactly") {
    const TemporaryFolder folder;
    for (const double value : {1.0 / 3, 5e-324, -1.7976931348623157e308, 51.586584531143052, 0.0}) {
        DelimitedWriter table(folder / "value.tsv");
        table.cell(value).end_row();
        table.close();
        CHECK(std::strtod(read_bytes(folder / "value.tsv").c_str(), nullptr) == value);
    }
}

TEST_CASE("a table without rows is a valid file") {
    const TemporaryFolder folder;
    DelimitedWriter table(folder / "empty.tsv.gz");
    table.close();
    CHECK(text_of(folder / "empty.tsv.gz").empty());
}

TEST_CASE("an abandoned table leaves nothing, and an existing one as it was") {
    const TemporaryFolder folder;
    write_bytes(folder / "table.tsv", "before");
    { DelimitedWriter(folder / "table.tsv").cell("half").end_row(); }
    CHECK(read_bytes(folder / "table.tsv") == "before");
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("what a table could not give back is refused, with its place") {
    const TemporaryFolder folder;
    DelimitedWriter table(folder / "table.tsv");
    table.cell("header").end_row();
    requires_error([&] { table.cell("two\twords"); }, Fault::bad_data, {"table.tsv", "row 2", "two\twords"});
    requires_error([&] { table.cell("two\nlines"); }, Fault::bad_data, {"table.tsv", "remove"});
    write_bytes(folder / "file", "not a folder");
    requires_error([&] { DelimitedWriter(folder / "file" / "inside.tsv"); }, Fault::read_write, {"file"});
}

TEST_CASE("text on one line has blanks for tabs and line breaks") {
    CHECK(on_one_line("a\tb\r\nc") == "a b  c");
    CHECK(on_one_line("plain") == "plain");
}
