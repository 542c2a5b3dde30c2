#include "pipeline/run/named_variants.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

namespace atria::pipeline {
namespace {

using test::write_bytes;

TEST_CASE("variants are named by id, or by place and alleles in either order and case") {
    const test::TemporaryFolder folder;
    write_bytes(folder / "list", "# wanted\nrs1\r\n\nchrX:200:c:T\n1:100:G:A\nrs1\nrs9\n25_70_G_A\n");
    NamedVariants names(folder / "list");
    REQUIRE(names.size() == 5);
    CHECK(names.names({1, 5, "A", "G", "rs1"}));
    CHECK(names.names({23, 200, "T", "C", "."}));
    CHECK(names.names({1, 100, "G", "A", "rs7"}));
    CHECK_FALSE(names.names({1, 100, "G", "T", "rs7"}));
    CHECK_FALSE(names.names({1, 101, "G", "A", "rs7"}));
    CHECK(names.names({25, 70, "A", "G", "rs7"}));
    CHECK(names.met() == std::vector<std::uint8_t>{1, 1, 1, 0, 1});
    CHECK(names.name(3) == "rs9");
}

TEST_CASE("25 is the mitochondrial genome, however a place is written") {
    const test::TemporaryFolder folder;
    write_bytes(folder / "list", "25:70:A:G\n25_71_A_G\n");
    NamedVariants names(folder / "list");
    CHECK(names.names({chromosome_mt, 70, "A", "G", "."}));
    CHECK(names.names({chromosome_mt, 71, "A", "G", "."}));
    CHECK_FALSE(names.names({chromosome_x, 70, "A", "G", "."}));
}

TEST_CASE("several names of one variant are all met") {
    const test::TemporaryFolder folder;
    write_bytes(folder / "list", "1:100:A:G\n1_100_G_A\nrs7\nrs8\n# end\n1_200_A_LONG_STRING\n");
    NamedVariants names(folder / "list");
    REQUIRE(names.size() == 5);
    CHECK(names.meaning({1, 100, "G", "A", "rs7"}) == std::vector<std::uint32_t>{0, 1, 2});
    CHECK(names.met() == std::vector<std::uint8_t>{0, 0, 0, 0, 0});
    CHECK(names.names({1, 100, "G", "A", "rs7"}));
    CHECK(names.met() == std::vector<std::uint8_t>{1, 1, 1, 0, 0});
    CHECK(names.names({1, 200, std::string(60, 'C'), "A", "."}));
    CHECK(names.met() == std::vector<std::uint8_t>{1, 1, 1, 0, 1});
    CHECK(names.place(4) == (folder / "list").string() + ":6");
}

TEST_CASE("a list that is none is refused by file and line") {
    const test::TemporaryFolder folder;
    write_bytes(folder / "list", "rs1\n1 rs2 0 100 A G\n");
    test::requires_error([&] { const NamedVariants names(folder / "list"); }, Fault::bad_data, {"list:2", "one name"});
    write_bytes(folder / "empty", "# nothing\n");
    test::requires_error([&] { const NamedVariants names(folder / "empty"); }, Fault::bad_data, {"empty"});
    test::requires_error([&] { const NamedVariants names(folder / "none"); }, Fault::input_missing, {"none"});
}

}  // namespace
}  // namespace atria::pipeline
