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

TEST_CASE("an option is asked for by a value of its own, or by its default on the command line") {
    const auto asked = [](const std::vector<std::string>& words, const char* name) {
        OptionTable table;
        table.list("trait", "traits")
            .integer("people", "people", 1000, 1, 5000)
            .real("share", "share", 0, 0, 1)
            .text("remark", "free words")
            .choice("scale", "scale", {"log", "plain"}, "log")
            .choice("test", "test", {"none", "rank"}, "none")
            .flag("force", "overwrite")
            .text("config", "config file");
        return table.parse(words).is_asked(name);
    };
    const atria::test::TemporaryFolder folder;
    const std::string file = folder / "run.cfg";
    atria::test::write_bytes(file, "people = 1e3\nscale = log\nshare = 0.5\ntest = none\nforce = false\nremark = a\n");
    const std::vector<std::string> config{"--config", file};
    for (const char* name : {"people", "scale", "test", "force", "trait"}) {
        INFO(name);
        CHECK_FALSE(asked(config, name));
        CHECK_FALSE(asked({}, name));
    }
    CHECK(asked(config, "share"));
    CHECK(asked(config, "remark"));
    CHECK(asked({"--people", "1000"}, "people"));
    CHECK(asked({"--scale", "log"}, "scale"));
    CHECK(asked({"--share", "0"}, "share"));
    CHECK(asked({"--trait", "a"}, "trait"));
    CHECK(asked({"--force"}, "force"));
    CHECK_FALSE(asked({"--test", "none"}, "test"));
    CHECK_FALSE(asked({"--remark", ""}, "remark"));
}
