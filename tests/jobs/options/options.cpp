#include "jobs/options/option_table.hpp"

#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using atria::jobs::Options;
using atria::jobs::OptionTable;

namespace {

Options parse(const std::vector<std::string>& words) {
    OptionTable table;
    table.required_text("study", "folder")
        .list("trait", "traits")
        .integer("people", "people", 1000, 1, 5000)
        .text("remark", "free words")
        .flag("force", "overwrite")
        .text("config", "config file")
        .flag("print-config", "show");
    return table.parse(words);
}

}  // namespace

TEST_CASE("print shows every option with its origin") {
    const atria::test::TemporaryFolder folder;
    const std::string file = folder / "run.cfg";
    atria::test::write_bytes(file, "# a comment\ntrait = sbp\n");
    CHECK(parse({"--study", "S", "--config", file}).print() ==
          "study = S  # command line\n"
          "trait = sbp  # " +
              file +
              ":2\n"
              "people = 1000  # default\n"
              "# remark =  # default\n"
              "force = false  # default\n");
    CHECK_THAT(parse({"--print-config"}).print(), Catch::StartsWith("# study =  # required, not given\n"));
}

TEST_CASE("what print shows is a config file that says the same") {
    const atria::test::TemporaryFolder folder;
    const std::string file = folder / "again.cfg";
    const Options first = parse({"--study", " S # 1", "--trait", "a,b", "--trait", "af=x,y", "--remark", "\"quoted\""});
    atria::test::write_bytes(file, first.print());
    const Options second = parse({"--config", file});
    CHECK(second.text("study") == " S # 1");
    CHECK(second.list("trait") == std::vector<std::string>{"a", "b", "af=x,y"});
    CHECK(second.text("remark") == "\"quoted\"");
    const auto values = first.values();
    const auto again = second.values();
    REQUIRE(values.size() == again.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        CHECK(values[i].name == again[i].name);
        CHECK(values[i].value == again[i].value);
    }
}
