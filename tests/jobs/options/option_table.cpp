#include "jobs/options/option_table.hpp"

#include <catch2/catch.hpp>
#include <sstream>

using atria::jobs::OptionTable;

TEST_CASE("help tells defaults, ranges and choices, in lines that fit a screen") {
    OptionTable table;
    table.section("Input")
        .required_text("study", "folder of the study")
        .integer("people", "people in all cohorts together, which is a help text so long that it has to be broken",
                 1000, 1, 5000)
        .section("Model")
        .choice("ties", "how ties are treated", {"efron", "breslow"}, "efron")
        .integer("threads", "threads of each rank", 7, 1, 64)
        .default_from_machine("the cores");
    const std::string help = table.help();
    CHECK_THAT(help, Catch::Contains("Input:") && Catch::Contains("Model:"));
    CHECK_THAT(help, Catch::Contains("folder of the study (required)"));
    CHECK_THAT(help, Catch::Contains("from 1 to 5000; default") || Catch::Contains("from 1 to 5000;"));
    CHECK_THAT(help, Catch::Contains("--ties efron|breslow") && Catch::Contains("(default efron)"));
    CHECK_THAT(help, Catch::Contains("default: the cores") && !Catch::Contains("default 7"));
    std::istringstream lines(help);
    for (std::string line; std::getline(lines, line);) { CHECK(line.size() <= 110); }
}

TEST_CASE("a table that contradicts itself is our bug") {
    OptionTable table;
    table.text("study", "folder");
    CHECK_THROWS_AS(table.text("study", "again"), std::logic_error);
    CHECK_THROWS_AS(table.positional("nothing"), std::logic_error);
    table.integer("people", "people", 10, 1, 5);
    CHECK_THROWS_AS((void)table.parse({}), std::logic_error);
}
