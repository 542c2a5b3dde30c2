#include "kernels/data/allele_match.hpp"

#include <catch2/catch.hpp>

namespace atria {
namespace {

TEST_CASE("alleles are matched as they stand, swapped, and on the other strand") {
    CHECK(match_alleles("A", "G", "A", "G") == AlleleMatch::same);
    CHECK(match_alleles("G", "A", "A", "G") == AlleleMatch::swapped);
    CHECK(match_alleles("T", "C", "A", "G") == AlleleMatch::flipped);
    CHECK(match_alleles("C", "T", "A", "G") == AlleleMatch::flipped_swapped);
    CHECK(match_alleles("A", "C", "A", "G") == AlleleMatch::different);
    CHECK(match_alleles("A", "T", "A", "G") == AlleleMatch::different);
}

TEST_CASE("A/T and C/G match by name only: swapped may as well be the other strand") {
    CHECK(match_alleles("A", "T", "A", "T") == AlleleMatch::same);
    CHECK(match_alleles("T", "A", "A", "T") == AlleleMatch::palindromic);
    CHECK(match_alleles("G", "C", "C", "G") == AlleleMatch::palindromic);
    CHECK(match_alleles("G", "C", "A", "T") == AlleleMatch::different);
}

TEST_CASE("longer alleles are never turned to the other strand") {
    CHECK(match_alleles("AT", "A", "AT", "A") == AlleleMatch::same);
    CHECK(match_alleles("A", "AT", "AT", "A") == AlleleMatch::swapped);
    CHECK(match_alleles("TA", "T", "AT", "A") == AlleleMatch::different);
    CHECK(match_alleles("D", "I", "I", "D") == AlleleMatch::swapped);
}

}  // namespace
}  // namespace atria
