#include "io/tables/predictor_table.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace atria;
using namespace atria::io;
using atria::test::requires_error;
using atria::test::TemporaryFolder;
using atria::test::write_bytes;

TEST_CASE("a table of predictors names sets, cohorts, files and rules") {
    const TemporaryFolder folder;
    write_bytes(folder / "sub/a.tsv", "id\tg\n");
    write_bytes(
        folder / "t.tsv",
        "name\tcohort\ttable\tid\tcombine\nproteins\teast\tsub/a.tsv\tpatient\tmax\nimages\teast\tsub/a.tsv\t\t\n");
    const PredictorTable table = read_predictor_table(folder / "t.tsv");
    REQUIRE(table.sources.size() == 2);
    CHECK(table.sources[0].set == "proteins");
    CHECK(table.sources[0].table == folder / "sub/a.tsv");
    CHECK(table.sources[0].id_column == "patient");
    CHECK(table.sources[0].combine == CombineRows::max);
    CHECK(table.sources[0].line == 2);
    CHECK(table.sources[1].combine == CombineRows::refuse);
    CHECK(combine_word(CombineRows::mean) == "mean");
    CHECK(combine_word(CombineRows::refuse).empty());
}

TEST_CASE("what a table of predictors may not say is refused by file, line and column") {
    const TemporaryFolder folder;
    write_bytes(folder / "a.tsv", "id\tg\n");
    const auto refused = [&](const std::string& text, Fault fault, const std::vector<std::string>& pieces) {
        write_bytes(folder / "t.tsv", text);
        requires_error([&] { (void)read_predictor_table(folder / "t.tsv"); }, fault, pieces);
    };
    refused("name\tcohort\nx\ty\n", Fault::bad_data, {"t.tsv:1", "no column table"});
    refused("name\tcohort\ttable\n", Fault::bad_data, {"names no features"});
    refused("name\tcohort\ttable\n.x\te\ta.tsv\n", Fault::bad_data, {"t.tsv:2:1 (name)"});
    refused("name\tcohort\ttable\nx\te\t\n", Fault::bad_data, {"t.tsv:2:3 (table)"});
    refused("name\tcohort\ttable\nx\te\tb.tsv\n", Fault::input_missing, {"t.tsv:2:3 (table)", "b.tsv"});
    refused("name\tcohort\ttable\tcombine\nx\te\ta.tsv\tsum\n", Fault::bad_data,
            {"t.tsv:2:4 (combine)", "mean, first or max"});
    refused("name\tcohort\ttable\nx\te\ta.tsv\nx\te\ta.tsv\n", Fault::bad_data, {"t.tsv:3:1 (name)", "line 2"});
}
