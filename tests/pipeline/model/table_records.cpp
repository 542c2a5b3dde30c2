#include "pipeline/model/table_records.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/records_table.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace atria;

namespace {

const char* const people =
    "study\tx\tw\n"
    "B\t1\tred\n"
    "A\t2.50\tNA\n"
    "B\tNA\t7\n";

}  // namespace

TEST_CASE("without a column of cohorts all rows are of one, in their order") {
    const test::RecordsTable table(people);
    const pipeline::TableRecords records = table.records();
    CHECK(records.names() == std::vector<std::string>{"all"});
    CHECK(records.rows(0) == 3);
    CHECK(records.row_names(0) == std::vector<std::string>{"2", "3", "4"});
    CHECK(records.text(0, "w", "group") == std::vector<std::string>{"red", "", "7"});
    const std::vector<double> x = records.numbers(0, "x", "covariate");
    CHECK(x[0] == 1);
    CHECK(x[1] == 2.5);
    CHECK(std::isnan(x[2]));
    CHECK(records.where(0) == " (" + table.file().string() + ")");
    test::requires_error([&] { (void)table.records("", {"A"}); }, Fault::usage, {"--cohort-column"});
}

TEST_CASE("cohorts of a column stand in the order of their names, with their own rows") {
    const test::RecordsTable table(people);
    const pipeline::TableRecords records = table.records("study");
    CHECK(records.names() == std::vector<std::string>{"A", "B"});
    CHECK(records.rows(1) == 2);
    CHECK(records.row_names(1) == std::vector<std::string>{"2", "4"});
    CHECK(records.numbers(0, "x", "covariate") == std::vector<double>{2.5});
    CHECK(records.text(1, "w", "group") == std::vector<std::string>{"red", "7"});
    CHECK(records.place(1, 1, "w") == table.file().string() + ":4:3 (w)");
    CHECK(records.where(0) == " in cohort A (" + table.file().string() + ")");
    CHECK(table.records("study", {"B"}).names() == std::vector<std::string>{"B"});
    test::requires_error([&] { (void)table.records("study", {"C"}); }, Fault::bad_config, {"'C'", "A, B"});
}

TEST_CASE("columns that are not there, words among numbers and rows without a cohort are named") {
    const test::RecordsTable table(people);
    const pipeline::TableRecords records = table.records("study");
    CHECK(records.is_column("x"));
    CHECK_FALSE(records.is_column("y"));
    test::requires_error([&] { records.require(0, "studi", "weight"); }, Fault::bad_config,
                         {"unknown weight 'studi'", "study"});
    test::requires_error([&] { (void)records.numbers(1, "w", "weight"); }, Fault::bad_data,
                         {":2:3 (w)", "weight is the word \"red\""});
    test::requires_error([&] { (void)table.records("stody"); }, Fault::bad_config,
                         {"unknown cohort column 'stody'", "study"});
    const test::RecordsTable nameless("study\tx\nA\t1\nNA\t2\n");
    test::requires_error([&] { (void)nameless.records("study"); }, Fault::bad_data, {":3:1 (study)", "no cohort"});
}
