#include "io/harmonisation/records_table.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace atria;
using namespace atria::io;
using atria::test::requires_error;
using atria::test::TemporaryFolder;
using atria::test::write_bytes;

namespace {

RecordsSurvey survey_of(const TemporaryFolder& folder, const std::string& name, const std::string& text,
                        const std::string& id = "") {
    write_bytes(folder / name, text);
    return survey_records(folder / name, {{}, id, nullptr, nullptr});
}

}  // namespace

TEST_CASE("columns are typed, and people come in the order asked for") {
    const TemporaryFolder folder;
    const std::vector<RecordsSurvey> surveys{
        survey_of(folder, "r.tsv",
                  "sex\tIID\tage\tsmoking\tempty\tsite\n1\ta\t+50.5\tnever\tNA\t01\n2\tb\t.\tnow\t\t02\nn/"
                  "a\tc\t70\t\t#NA\t01\n")};
    CHECK(surveys[0].ids == std::vector<std::string>{"a", "b", "c"});
    const auto types = column_types(surveys, {"site"});
    CHECK(types.at("sex") == ColumnType::numeric);
    CHECK(types.at("smoking") == ColumnType::categorical);
    CHECK(types.at("empty") == ColumnType::numeric);
    CHECK(types.at("site") == ColumnType::categorical);
    CHECK_FALSE(types.contains("IID"));

    const std::vector<std::uint32_t> rows{2, 0};
    const auto records = read_records(surveys[0], types, rows);
    CHECK(records.ids == std::vector<std::string>{"c", "a"});
    REQUIRE(records.columns.size() == 5);
    CHECK(records.columns[0].description.name == "sex");
    CHECK(std::isnan(records.columns[0].values[0]));
    CHECK(records.columns[0].values[1] == 1);
    CHECK(records.columns[1].values == std::vector<double>{70, 50.5});
    CHECK(records.columns[2].description.levels == std::vector<std::string>{"never"});
    CHECK(std::isnan(records.columns[2].values[0]));
    CHECK(records.columns[4].description.levels == std::vector<std::string>{"01"});
}

TEST_CASE("levels are sorted whatever the order of the people") {
    const TemporaryFolder folder;
    const auto survey = survey_of(folder, "r.tsv", "id\tc\n1\tz\n2\tm\n3\ta\n4\tm\n");
    const auto records = read_records(survey, {{"c", ColumnType::categorical}}, std::vector<std::uint32_t>{0, 1, 2, 3});
    CHECK(records.columns[0].description.levels == std::vector<std::string>{"a", "m", "z"});
    CHECK(records.columns[0].values == std::vector<double>{2, 1, 0, 1});
}

TEST_CASE("ids must be there and be distinct") {
    const TemporaryFolder folder;
    requires_error([&] { survey_of(folder, "r.tsv", "id\tx\na\t1\nb\t2\na\t3\n"); }, Fault::bad_data,
                   {"r.tsv:4:1 (id)", "id a", "2 and 4"});
    requires_error([&] { survey_of(folder, "r.tsv", "id\tx\na\t1\nNA\t2\n"); }, Fault::bad_data,
                   {"r.tsv:3:1", "no id"});
    requires_error([&] { survey_of(folder, "r.tsv", "person\tx\na\t1\n"); }, Fault::bad_data,
                   {"r.tsv:1", "no id column", "person"});
    requires_error([&] { survey_of(folder, "r.tsv", "id\tx\na\t1\n", "key"); }, Fault::bad_data, {"r.tsv:1", "key"});
    requires_error([&] { survey_of(folder, "r.tsv", "id\tx\n"); }, Fault::bad_data, {"r.tsv", "no people"});
    CHECK(survey_of(folder, "r.tsv", "id\tkey\nx\t7\n", "key").ids == std::vector<std::string>{"7"});
}

TEST_CASE("a word among numbers is an error with file, line, column and word") {
    const TemporaryFolder folder;
    const std::vector<RecordsSurvey> surveys{survey_of(folder, "r.tsv", "id\tbp\na\t1\nb\thigh\nc\t2\n")};
    requires_error([&] { static_cast<void>(column_types(surveys, {})); }, Fault::bad_data,
                   {"r.tsv:3:2 (bp)", "high", "--categorical bp"});
    CHECK(column_types(surveys, {"bp"}).at("bp") == ColumnType::categorical);
}

TEST_CASE("a column has one type in all cohorts") {
    const TemporaryFolder folder;
    const std::vector<RecordsSurvey> surveys{survey_of(folder, "empty.tsv", "id\tsex\na\tNA\n"),
                                             survey_of(folder, "words.tsv", "id\tsex\na\tmale\n"),
                                             survey_of(folder, "numbers.tsv", "id\tsex\na\t1\n")};
    requires_error([&] { static_cast<void>(column_types(surveys, {})); }, Fault::bad_data,
                   {"words.tsv:2:2 (sex)", "male", "numbers.tsv", "--categorical sex"});
    CHECK(column_types(surveys, {"sex"}).at("sex") == ColumnType::categorical);
    CHECK(column_types(std::span(surveys).first(2), {}).at("sex") == ColumnType::categorical);
    requires_error([&] { static_cast<void>(column_types(surveys, {"sexx", "sex"})); }, Fault::usage, {"sexx", "sex"});
}
