#include "io/tables/name_list.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using atria::io::name_list;

TEST_CASE("a list of names for a message stays short") {
    CHECK(name_list({}).empty());
    CHECK(name_list(std::vector<std::string>{"CEU", "FIN"}) == "CEU, FIN");
    std::vector<std::string> many(21, "x");
    many[19] = "last";
    CHECK_THAT(name_list(many), Catch::EndsWith("x, last, ..."));
}
