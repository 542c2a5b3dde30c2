#include "io/tables/row_table.hpp"

#include "kernels/data/error.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace atria;

TEST_CASE("a table of rows is read by column, and says where a word stands") {
    const test::TemporaryFolder folder;
    test::write_bytes(folder / "rows.csv", "id,time,group,other\na,1.50,x,7\na,NA,2,8\nb,3,,word\n");
    const io::RowTable table(folder / "rows.csv", [](const std::string& name) { return name != "id"; });
    REQUIRE(table.rows() == 3);
    const std::vector<double>& times = table.numbers("time", "time");
    CHECK(times[0] == 1.5);
    CHECK(std::isnan(times[1]));
    CHECK(table.text("time") == std::vector<std::string>{"1.5", "", "3"});
    CHECK(table.text("group") == std::vector<std::string>{"x", "2", ""});
    CHECK_THROWS_WITH(table.numbers("other", "weight"), Catch::Contains("rows.csv:4:4 (other): weight is the word"));
}

TEST_CASE("a table without rows is refused") {
    const test::TemporaryFolder folder;
    test::write_bytes(folder / "rows.csv", "id,time\n");
    CHECK_THROWS_AS(io::RowTable(folder / "rows.csv", [](const std::string&) { return true; }), Error);
}
