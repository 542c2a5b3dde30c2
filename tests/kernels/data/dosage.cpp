#include "kernels/data/dosage.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace atria {

TEST_CASE("dosages are off by half a unit at most, those of 8 bits by half of theirs") {
    for (int i = 0; i <= 200000; ++i) {
        const double copies = i / 100000.0;
        const Dosage dosage = dosage_of(copies);
        REQUIRE(std::fabs(copies_of(dosage) - copies) <= 0x1p-15);
        const Dosage small = dosage_of_small(small_dosage(dosage));
        REQUIRE(std::fabs(copies_of(small) - copies_of(dosage)) <= 1.0 / 254 + 0x1p-15);
        REQUIRE(dosage_of_small(small_dosage(small)) == small);
    }
    CHECK(dosage_of(NAN) == missing_dosage);
    CHECK(small_dosage(missing_dosage) == missing_small_dosage);
    CHECK(dosage_of_small(missing_small_dosage) == missing_dosage);
    CHECK(dosage_of_small(127) == one_copy);
    CHECK(dosage_of_small(254) == two_copies);
    for (const Dosage whole : {Dosage{0}, one_copy, two_copies, missing_dosage}) { CHECK(is_call(whole)); }
    CHECK_FALSE(is_call(1));
}

}  // namespace atria
