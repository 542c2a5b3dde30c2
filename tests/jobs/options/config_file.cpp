#include "jobs/options/config_file.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using atria::Fault;
using atria::jobs::quoted_config_value;
using atria::jobs::read_config_file;
using atria::test::requires_error;

TEST_CASE("a byte order mark before the first key is no part of it") {
    const atria::test::TemporaryFolder folder;
    atria::test::write_bytes(folder / "run.cfg", "\xEF\xBB\xBFtrait = sbp\n");
    const auto lines = read_config_file(folder / "run.cfg");
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].key == "trait");
}

TEST_CASE("a config file is key = value lines with comments") {
    const atria::test::TemporaryFolder folder;
    atria::test::write_bytes(
        folder / "run.cfg",
        "# a scan\n\n  study = my study   # where\ntrait=sbp\r\nname = \"# not \\\"a\\\" comment\" # one\n"
        "path = a#b\nempty =\nremark = # nothing\n");
    const auto lines = read_config_file(folder / "run.cfg");
    REQUIRE(lines.size() == 6);
    CHECK(lines[0].key == "study");
    CHECK(lines[0].value == "my study");
    CHECK(lines[0].line == 3);
    CHECK(lines[1].value == "sbp");
    CHECK(lines[2].value == "# not \"a\" comment");
    CHECK(lines[3].value == "a#b");
    CHECK(lines[4].value.empty());
    CHECK(lines[5].value.empty());
}

TEST_CASE("a wrong line is told by file and line") {
    const atria::test::TemporaryFolder folder;
    const auto read = [&](const std::string& text) {
        atria::test::write_bytes(folder / "run.cfg", text);
        (void)read_config_file(folder / "run.cfg");
    };
    requires_error([&] { read("a = 1\nstudy\n"); }, Fault::bad_config, {"run.cfg:2:", "key = value", "study"});
    requires_error([&] { read(" = 1\n"); }, Fault::bad_config, {"run.cfg:1:", "no key"});
    requires_error([&] { read("a = \"open\n"); }, Fault::bad_config, {"run.cfg:1:", "quotes"});
    requires_error([&] { (void)read_config_file(folder / "none.cfg"); }, Fault::input_missing, {"none.cfg"});
    requires_error([&] { (void)read_config_file(folder.path()); }, Fault::input_missing, {});
}

TEST_CASE("a quoted value is read back as it was") {
    const atria::test::TemporaryFolder folder;
    for (const std::string value : {"plain", " blanks ", "a # b", "\"quoted\"", "back\\slash #", "a=b,c"}) {
        atria::test::write_bytes(folder / "run.cfg", "key = " + quoted_config_value(value) + "  # origin\n");
        CHECK(read_config_file(folder / "run.cfg").at(0).value == value);
    }
}
