#include "jobs/options/option_table.hpp"
#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using atria::Fault;
using atria::jobs::Options;
using atria::jobs::OptionTable;
using atria::test::requires_error;

namespace {

OptionTable table() {
    OptionTable options;
    options.section("Input")
        .required_text("study", "folder of the study")
        .positional("study")
        .list("trait", "traits")
        .integer("people", "people in all cohorts together", 1000, 1, 5000)
        .real("fst", "drift", 0.01, 0, 0.5)
        .choice("ties", "how ties are treated", {"efron", "breslow"}, "efron")
        .bytes("memory", "memory [bytes]", "1G")
        .flag("force", "overwrite")
        .text("config", "config file")
        .flag("print-config", "show");
    return options;
}

Options parse(const std::vector<std::string>& words) { return table().parse(words); }

}  // namespace

TEST_CASE("every item of a list of choices is one of them") {
    OptionTable formats;
    formats.choices("format", "tables", {"ssf", "regenie", "plink2"});
    const auto given = [&](const std::vector<std::string>& words) { return formats.parse(words).list("format"); };
    CHECK(given({}).empty());
    CHECK(given({"--format", "regenie,ssf", "--format", "plink2"}) ==
          std::vector<std::string>{"regenie", "ssf", "plink2"});
    requires_error(
        [&] {
            (void)given({"--format", "ssf,saige"});
        },
        Fault::usage, {"--format", "'saige'", "one of ssf, regenie, plink2"});
    CHECK_THAT(formats.help(), Catch::Contains("--format ssf|regenie|plink2") && Catch::Contains("repeatable"));
}

TEST_CASE("options are typed, with defaults") {
    const Options options = parse({"--study", "S", "--people=12", "--fst", "1e-3", "--memory", "1.5K", "--force"});
    CHECK(options.text("study") == "S");
    CHECK(options.integer("people") == 12);
    CHECK(options.real("fst") == 0.001);
    CHECK(options.text("ties") == "efron");
    CHECK(options.bytes("memory") == 1536);
    CHECK(options.flag("force"));
    CHECK(options.list("trait").empty());
    CHECK(options.is_set("force"));
    CHECK_FALSE(options.is_set("ties"));
    CHECK(parse({"S", "--people", "2e3"}).integer("people") == 2000);
    CHECK(parse({"S"}).bytes("memory") == 1073741824);
    CHECK(parse({"S", "--memory", "2GiB"}).bytes("memory") == 2147483648);
}

TEST_CASE("a list is repeated or comma-separated, and an item with = is whole") {
    const Options options = parse({"S", "--trait", "sbp", "--trait", "ldl, hdl", "--trait", "af=entry,exit,event"});
    CHECK(options.list("trait") == std::vector<std::string>{"sbp", "ldl", "hdl", "af=entry,exit,event"});
}

TEST_CASE("a wrong command line is a usage error with its remedy") {
    const auto usage = [](const std::vector<std::string>& words, const std::vector<std::string>& pieces) {
        requires_error([&] { (void)parse(words); }, Fault::usage, pieces);
    };
    usage({}, {"--study", "missing", "folder of the study"});
    usage({"S", "--peopel", "3"}, {"--peopel", "did you mean 'people'"});
    usage({"S", "--qqqqqqqq"}, {"--qqqqqqqq", "--help"});
    usage({"S", "--people", "0"}, {"--people", "'0'", "from 1 to 5000", "people in all cohorts"});
    usage({"S", "--people", "5001"}, {"from 1 to 5000"});
    usage({"S", "--people", "3.5"}, {"whole number"});
    usage({"S", "--people", "many"}, {"'many'"});
    usage({"S", "--people", "99999999999999999999"}, {"whole number"});
    usage({"S", "--people"}, {"people", "missing"});
    usage({"S", "--people", "--force"}, {"people"});
    usage({"S", "--people", "3", "--people", "4"}, {"--people", "twice"});
    usage({"S", "--fst", "-0.1"}, {"from 0 to 0.5"});
    usage({"S", "--fst", "nan"}, {"'nan'"});
    usage({"S", "--ties", "exact"}, {"efron, breslow"});
    usage({"S", "--memory", "4 apples"}, {"512M"});
    usage({"S", "--memory", "-1"}, {"512M"});
    usage({"S", "T"}, {"--study", "twice"});
    usage({"S", "-x"}, {"-x", "--name"});
    usage({"--study", ""}, {"--study", "empty"});
    usage({"S", "--force=maybe"}, {"force"});
}

TEST_CASE("the command line wins over the config file, lists included") {
    const atria::test::TemporaryFolder folder;
    const std::string file = folder / "run.cfg";
    atria::test::write_bytes(file, "study = F\npeople = 7\ntrait = a, b\ntrait = c\nforce = yes\n");
    const Options from_file = parse({"--config", file});
    CHECK(from_file.text("study") == "F");
    CHECK(from_file.list("trait") == std::vector<std::string>{"a", "b", "c"});
    CHECK(from_file.flag("force"));
    const Options both = parse({"--config", file, "--people", "8", "--trait", "d"});
    CHECK(both.integer("people") == 8);
    CHECK(both.list("trait") == std::vector<std::string>{"d"});
    CHECK(both.text("study") == "F");
}

TEST_CASE("a wrong config file is told by file and line") {
    const atria::test::TemporaryFolder folder;
    const std::string file = folder / "run.cfg";
    const auto bad = [&](const std::string& text, const std::vector<std::string>& pieces) {
        atria::test::write_bytes(file, text);
        // Given on the command line too: a wrong file does not pass unseen because nobody needed it.
        requires_error(
            [&] {
                (void)parse({"--config", file, "--study", "S", "--people", "4"});
            },
            Fault::bad_config, pieces);
    };
    bad("\nstduy = S\n", {"run.cfg:2:", "'stduy'", "did you mean 'study'"});
    bad("people = none\n", {"run.cfg:1:", "people", "'none'", "from 1 to 5000"});
    bad("fst = 0.1\nfst = 0.2\n", {"run.cfg:2:", "fst", "run.cfg:1"});
    bad("config = other.cfg\n", {"run.cfg:1:", "command line"});
    bad("force = perhaps\n", {"run.cfg:1:", "true or false"});
    bad("ties =\n", {"run.cfg:1:", "efron, breslow"});
    requires_error([&] { (void)parse({"S", "--config", folder / "none.cfg"}); }, Fault::input_missing, {"none.cfg"});
}

TEST_CASE("asking for an option that was not declared is our bug") {
    const Options options = parse({"S"});
    CHECK_THROWS_AS(options.text("nothing"), std::logic_error);
    CHECK_THROWS_AS(options.integer("study"), std::logic_error);
    CHECK_THROWS_AS(options.text("trait"), std::logic_error);
}
