#include "io/shard/records_reader.hpp"

#include "io/shard/records_writer.hpp"
#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace atria;
using namespace atria::io;
using atria::test::requires_error;
using atria::test::TemporaryFolder;

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

RecordTable example() {
    RecordTable records;
    records.ids = {"p1", "a longer id", "p3"};
    records.columns.push_back({{"z age", ColumnType::numeric, "years", {}}, {50.25, missing, -1e300}});
    records.columns.push_back({{"a/b%", ColumnType::categorical, "", {"left", "right hand"}}, {1, missing, 0}});
    records.columns.push_back({{".", ColumnType::numeric, "", {}}, {0.1, 1, 100000}});
    return records;
}

}  // namespace

TEST_CASE("records come back with order, types, units, levels and missing cells") {
    const TemporaryFolder folder;
    write_records(folder / "records.h5", example());
    const RecordsReader records(folder / "records.h5");
    CHECK(records.people() == 3);
    CHECK(records.ids() == std::vector<std::string>{"p1", "a longer id", "p3"});
    REQUIRE(records.columns().size() == 3);
    CHECK(records.columns()[0].name == "z age");
    CHECK(records.columns()[0].unit == "years");
    CHECK(records.columns()[1].name == "a/b%");
    CHECK(records.columns()[2].name == ".");
    const auto age = records.numeric("z age");
    CHECK(age[0] == 50.25);
    CHECK(std::isnan(age[1]));
    CHECK(age[2] == -1e300);
    CHECK(records.text("z age") == std::vector<std::string>{"50.25", "", "-1e+300"});
    CHECK(records.text("a/b%") == std::vector<std::string>{"right hand", "", "left"});
    CHECK(records.text(".") == std::vector<std::string>{"0.1", "1", "100000"});
    CHECK(records.find("none") == nullptr);
    REQUIRE(records.find("a/b%") != nullptr);
    CHECK(records.find("a/b%")->levels == std::vector<std::string>{"left", "right hand"});
    requires_error([&] { static_cast<void>(records.numeric("a/b%")); }, Fault::bad_data,
                   {"records.h5", "a/b%", "left", "--categorical"});
}

TEST_CASE("people without columns, and a column of missing cells, are records too") {
    const TemporaryFolder folder;
    write_records(folder / "none.h5", {{"a"}, {}});
    CHECK(RecordsReader(folder / "none.h5").columns().empty());
    write_records(folder / "empty.h5", {{"a"}, {{{"c", ColumnType::categorical, "", {}}, {missing}}}});
    CHECK(RecordsReader(folder / "empty.h5").text("c") == std::vector<std::string>{""});
}
