#include "io/tables/minus_nines.hpp"

#include <catch2/catch.hpp>
#include <limits>

using atria::io::MinusNines;

TEST_CASE("-9 that may mean missing is told from -9 that is a number") {
    MinusNines many;
    for (int i = 0; i < 98; ++i) { many.add(20 + i); }
    many.add(-9);
    CHECK_FALSE(many.suspicious());  // one may be chance
    many.add(-9);
    many.add(std::numeric_limits<double>::quiet_NaN());
    CHECK(many.suspicious());
    CHECK_THAT(many.warning(), Catch::StartsWith("-9 for 2 of 100 people") && Catch::Contains("NA"));

    many.add(1);
    many.add(-9.5);
    CHECK_FALSE(many.suspicious());  // the scale goes on below it

    MinusNines few;
    for (int i = 0; i < 1000; ++i) { few.add(i); }
    few.add(-9);
    few.add(-9);
    CHECK_FALSE(few.suspicious());
}
