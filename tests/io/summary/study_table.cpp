#include "io/summary/study_table.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

namespace atria::io {
namespace {

TEST_CASE("the table of studies: paths are relative to it, format and gc may be left out") {
    const test::TemporaryFolder folder;
    test::write_bytes(folder / "studies.tsv",
                      "study\tpath\tformat\tgc\nA\ta.tsv\t\t\nB\tsub/b.gz\tregenie\tyes\nC\t/x/c\tauto\tno\n"
                      "D\td\tplink2\t1.04\n");
    const auto studies = read_study_table(folder / "studies.tsv");
    REQUIRE(studies.size() == 4);
    CHECK(studies[0].name == "A");
    CHECK(studies[0].file == folder / "a.tsv");
    CHECK_FALSE(studies[0].format);
    CHECK_FALSE(studies[0].genomic_control);
    CHECK(studies[1].file == folder / "sub/b.gz");
    CHECK(studies[1].format == SummaryFormat::regenie);
    CHECK(studies[1].genomic_control == true);
    CHECK(studies[2].file == "/x/c");
    CHECK_FALSE(studies[2].format);
    CHECK(studies[2].genomic_control == false);
    CHECK(studies[3].genomic_control_lambda == 1.04);
}

TEST_CASE("a mistake in the table of studies is told with its place") {
    const test::TemporaryFolder folder;
    const auto refuses = [&](const std::string& text, const std::vector<std::string>& pieces) {
        test::write_bytes(folder / "studies.tsv", text);
        test::requires_error([&] { (void)read_study_table(folder / "studies.tsv"); }, Fault::bad_data, pieces);
    };
    refuses("study\tpaht\nA\ta\n", {"paht", "did you mean 'path'"});
    refuses("study\tformat\nA\tauto\n", {"no column path"});
    refuses("study\tpath\nA B\ta\n", {":2:1", "A B"});
    refuses("study\tpath\nA\t\n", {":2:2", "no path"});
    refuses("study\tpath\tformat\nA\ta\tbolt\n", {":2:3", "bolt"});
    refuses("study\tpath\tgc\nA\ta\tmaybe\n", {":2:3", "maybe"});
    refuses("study\tpath\tgc\nA\ta\t-1\n", {":2:3"});
}

}  // namespace
}  // namespace atria::io
