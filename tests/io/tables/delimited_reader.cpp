#include "io/tables/delimited_reader.hpp"

#include "io/tables/bgzf.hpp"
#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <zlib.h>
#include <catch2/catch.hpp>
#include <random>

using namespace atria;
using namespace atria::io;
using atria::test::read_bytes;
using atria::test::requires_error;
using atria::test::TemporaryFolder;
using atria::test::write_bytes;

namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows all_rows(const std::filesystem::path& file) {
    DelimitedReader table(file);
    Rows rows{table.header()};
    while (table.next()) { rows.push_back(table.cells()); }
    return rows;
}

void write_gzip(const std::filesystem::path& file, const std::string& text) {
    gzFile stream = gzopen(file.c_str(), "wb");
    gzwrite(stream, text.data(), static_cast<unsigned>(text.size()));
    gzclose(stream);
}

}  // namespace

TEST_CASE("tables are read whatever their dress") {
    const TemporaryFolder folder;
    const Rows expected{{"id", "age", "place"}, {"a", "1", "x y"}, {"b", "", "z"}};
    const auto text = GENERATE(as<std::string>{}, "id\tage\tplace\na\t1\tx y\nb\t\tz\n", "id,age,place\na,1,x y\nb,,z",
                               "\xEF\xBB\xBFid,age,place\r\na,1,x y\r\nb,,z\r\n",
                               "\n\"id\",\"age\",\"place\"\n \"a\" , 1 ,\"x y\"\n\nb,\"\",z\n");
    write_bytes(folder / "t", text);
    CHECK(all_rows(folder / "t") == expected);
    write_gzip(folder / "t.gz", text);
    CHECK(all_rows(folder / "t.gz") == expected);
}

TEST_CASE("quoted cells hold separators, quotes and line ends") {
    const TemporaryFolder folder;
    write_bytes(folder / "t.csv", "id,note\na,\"x, \"\"y\"\"\nz\"\nb,plain\n");
    CHECK(all_rows(folder / "t.csv") == Rows{{"id", "note"}, {"a", "x, \"y\"\nz"}, {"b", "plain"}});
}

TEST_CASE("a row of separators is a row of missing cells") {
    const TemporaryFolder folder;
    write_bytes(folder / "t.tsv", "id\tage\n\t\nb\t2\n");
    CHECK(all_rows(folder / "t.tsv") == Rows{{"id", "age"}, {"", ""}, {"b", "2"}});
}

TEST_CASE("bad tables are named with line and column") {
    const TemporaryFolder folder;
    struct Case {
        std::string text;
        std::vector<std::string> pieces;
    };
    const auto bad = GENERATE(values<Case>({
        {"", {"empty"}},
        {"\n\n", {"empty"}},
        {"id age sex\na 1 2\n", {":1", "blanks", "tab"}},
        {"id\tage\tage\n", {":1:3 (age)", "twice", "column 2"}},
        {"id\t\tage\n", {":1:2", "no name"}},
        {"1\t2\t3\n", {":1", "header is missing"}},
        {"id\tage\na\t1\nb\n", {":3", "1 cells", "2"}},
        {"id\tage\na\t1\t2\n", {":2", "3 cells"}},
        {"id,age\na,\"1\nb,2\n", {":2", "not closed"}},
        {"id,age\na,\"1\"2\n", {":2:2 (age)", "closing quote"}},
        {std::string("id\tage\na\t\0\n", 12), {":2", "NUL"}},
    }));
    write_bytes(folder / "t", bad.text);
    auto pieces = bad.pieces;
    pieces.push_back((folder / "t").string());
    requires_error([&] { all_rows(folder / "t"); }, Fault::bad_data, pieces);
}

TEST_CASE("a missing file and a folder are input that is missing") {
    const TemporaryFolder folder;
    requires_error([&] { DelimitedReader(folder / "none.tsv"); }, Fault::input_missing, {"none.tsv"});
    requires_error([&] { DelimitedReader(folder.path()); }, Fault::input_missing, {"folder"});
}

TEST_CASE("gzipped text cut short anywhere is an error, never fewer rows") {
    const TemporaryFolder folder;
    std::string text = "id\tvalue\n";
    std::mt19937 random(2);
    for (int i = 0; i < 2000; ++i) { text += std::to_string(i) + "\t" + std::to_string(random()) + "\n"; }
    write_gzip(folder / "whole.gz", text);
    const std::string whole = read_bytes(folder / "whole.gz");
    for (std::size_t length = 2; length < whole.size(); length += 97) {
        write_bytes(folder / "cut.gz", whole.substr(0, length));
        INFO(length);
        REQUIRE_THROWS_AS(all_rows(folder / "cut.gz"), Error);
    }
}

TEST_CASE("a table by bgzip without its end is cut short") {
    const TemporaryFolder folder;
    const std::string block = bgzf_block("id\tage\na\t1\n");
    write_bytes(folder / "t.gz", block + bgzf_end());
    CHECK(all_rows(folder / "t.gz").size() == 2);
    write_bytes(folder / "t.gz", block);
    requires_error([&] { DelimitedReader(folder / "t.gz"); }, Fault::bad_data, {"t.gz", "cut short"});
}

TEST_CASE("the work for a quote over many lines, and for many columns, grows with their number") {
    const TemporaryFolder folder;
    write_bytes(folder / "t.csv", "id,note\na,\"" + std::string(500000, '\n') + "\"\nb,x\n");
    CHECK(all_rows(folder / "t.csv")[1][1] == std::string(500000, '\n'));
    std::string header = "id";
    for (int i = 0; i < 300000; ++i) { header += "\tx" + std::to_string(i); }
    write_bytes(folder / "t.tsv", header + "\tx7\n");
    requires_error([&] { DelimitedReader(folder / "t.tsv"); }, Fault::bad_data, {"t.tsv:1:300002 (x7)", "column 9"});
}
