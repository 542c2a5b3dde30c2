#include "pipeline/model/level_numbers.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/records_table.hpp"

#include <catch2/catch.hpp>

using namespace atria;
using pipeline::LevelNumbers;

namespace {

const char* const people =
    "cohort\tsite\tyear\n"
    "B\tnorth\t10\n"
    "A\tsouth\t9\n"
    "A\tnorth\t10\n"
    "B\tNA\t9\n"
    "B\tsouth\t9\n";

std::vector<std::vector<std::size_t>> used(const pipeline::CohortRecords& records, const LevelNumbers& levels) {
    std::vector<std::vector<std::size_t>> used(records.names().size());
    for (std::size_t c = 0; c < used.size(); ++c) {
        for (std::size_t row = 0; row < records.rows(c); ++row) {
            if (levels.missing(c, row) == nullptr) { used[c].push_back(row); }
        }
    }
    return used;
}

}  // namespace

TEST_CASE("a level has the same number in all cohorts: numbers in their order, words in that of the alphabet") {
    const test::RecordsTable table(people);
    const pipeline::TableRecords records = table.records("cohort");
    LevelNumbers years(records, {"year"}, "stratum");
    years.number(used(records, years));
    CHECK(years.names() == std::vector<std::string>{"year=9", "year=10"});
    CHECK(years.number_of(0, 0) == 0);  // A, 9
    CHECK(years.number_of(0, 1) == 1);
    CHECK(years.number_of(1, 0) == 1);  // B, 10
    CHECK(years.number_of(1, 1) == 0);
    LevelNumbers sites(records, {"site"}, "stratum");
    sites.number(used(records, sites));
    CHECK(sites.names() == std::vector<std::string>{"site=north", "site=south"});
}

TEST_CASE("of several columns only combinations that occur get a number, the first column varying slowest") {
    const test::RecordsTable table(people);
    const pipeline::TableRecords records = table.records("cohort");
    LevelNumbers both(records, {"site", "year"}, "group");
    both.number(used(records, both));
    CHECK(both.names() == std::vector<std::string>{"site=north, year=10", "site=south, year=9"});
    CHECK(both.number_of(0, 0) == 1);
    CHECK(both.number_of(1, 0) == 0);
}

TEST_CASE("a missing level is told by its column; unknown columns are refused; without columns there is one level") {
    const test::RecordsTable table(people);
    const pipeline::TableRecords records = table.records("cohort");
    const LevelNumbers both(records, {"year", "site"}, "group");
    REQUIRE(both.missing(1, 1) != nullptr);
    CHECK(*both.missing(1, 1) == "site");
    CHECK(both.missing(1, 0) == nullptr);
    test::requires_error([&] { LevelNumbers(records, {"sight"}, "stratum"); }, Fault::bad_config,
                         {"unknown stratum 'sight'", "site"});
    LevelNumbers none(records, {}, "group");
    CHECK(none.empty());
    CHECK(none.missing(0, 0) == nullptr);
    none.number(used(records, none));
    CHECK(none.names() == std::vector<std::string>{""});
    CHECK(none.number_of(0, 0) == 0);
}
