#include "io/tables/cell.hpp"

#include <catch2/catch.hpp>

using namespace atria::io;

TEST_CASE("the codes for missing cells are these and no others") {
    for (const char* code : {"", ".", "NA", "n/a", "#NA"}) { CHECK(is_missing(code)); }
    for (const char* value : {"0", "-9", "na", "NaN", "N/A ", "null", "-"}) { CHECK_FALSE(is_missing(value)); }
}

TEST_CASE("a number is the whole cell") {
    CHECK(parse_number("1") == 1.0);
    CHECK(parse_number("+2.5") == 2.5);
    CHECK(parse_number("-1e-3") == -0.001);
    CHECK(parse_number(".5") == 0.5);
    for (const char* word : {"", "+", "-", "+-1", "1 ", "1,5", "0x10", "1e", "nan", "inf", "-inf", "1e999", "12a"}) {
        INFO(word);
        CHECK_FALSE(parse_number(word).has_value());
    }
}

TEST_CASE("blanks at both ends are trimmed") {
    CHECK(trimmed("  a b\t\r") == "a b");
    CHECK(trimmed(" \t ").empty());
}
