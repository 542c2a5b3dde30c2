#include "io/summary/tested_effect.hpp"

#include <catch2/catch.hpp>

namespace atria::io {
namespace {

TEST_CASE("the effect stands in front of the words for how it was tested, and is additive without one") {
    for (const char* test : {"ADD", "ADD-T", "ADD-T-HC3", "ADD-FIRTH", "ADD-WALD-SANDWICH", "COX-SCORE",
                             "FINEGRAY-WALD", "CLOGLOG-SCORE", "META-FIXED", ""}) {
        CAPTURE(test);
        CHECK(effect_of_test(test) == "ADD");
    }
    CHECK(effect_of_test("DOM-T") == "DOM");
    CHECK(effect_of_test("REC-COX-SCORE") == "REC");
    CHECK(effect_of_test("REC-META-FIXED") == "REC");
    CHECK(effect_of_test("DOMDEV-WALD") == "DOMDEV");
    CHECK(effect_of_test("ADD-INT_SNPxage-T-HC3") == "ADD-INT_SNPxage");
    CHECK(effect_of_test("ADD-INT_SNPxT-T") == "ADD-INT_SNPxT");
}

TEST_CASE("additive effects and their interactions turn with the alleles, others do not") {
    CHECK(turns_with_alleles("ADD"));
    CHECK(turns_with_alleles("ADD-INT_SNPxage"));
    for (const char* effect : {"DOM", "REC", "DOMDEV", "DOM-INT_SNPxage"}) { CHECK_FALSE(turns_with_alleles(effect)); }
}

}  // namespace
}  // namespace atria::io
