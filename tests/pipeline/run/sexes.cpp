#include "pipeline/run/sexes.hpp"

#include <catch2/catch.hpp>

namespace atria::pipeline {
namespace {

TEST_CASE("the pseudo-autosomal regions end where the build says, and nowhere when it is not stated") {
    CHECK(part_of_x(2'699'520, "GRCh37") == XPart::pseudoautosomal);
    CHECK(part_of_x(2'699'521, "GRCh37") == XPart::single_in_men);
    CHECK(part_of_x(154'931'043, "GRCh37") == XPart::single_in_men);
    CHECK(part_of_x(154'931'044, "GRCh37") == XPart::pseudoautosomal);
    CHECK(part_of_x(2'781'479, "GRCh38") == XPart::pseudoautosomal);
    CHECK(part_of_x(2'781'480, "GRCh38") == XPart::single_in_men);
    CHECK(part_of_x(155'701'382, "GRCh38") == XPart::single_in_men);
    CHECK(part_of_x(155'701'383, "GRCh38") == XPart::pseudoautosomal);
    CHECK(part_of_x(2'699'520, "") == XPart::pseudoautosomal);
    CHECK(part_of_x(2'700'000, "") == XPart::not_known);
    CHECK(part_of_x(60'000'000, "") == XPart::single_in_men);
    CHECK(part_of_x(155'000'000, "") == XPart::not_known);
    CHECK(part_of_x(155'800'000, "") == XPart::pseudoautosomal);
}

TEST_CASE("copies of a chromosome follow the sex, and nobody of unknown sex has X or Y") {
    const std::vector<Sex> sexes{Sex::male, Sex::female, Sex::unknown};
    using Copies = std::vector<std::uint8_t>;
    CHECK(copies_of(chromosome_x, sexes) == Copies{1, 2, 0});
    CHECK(copies_of(chromosome_y, sexes) == Copies{1, 0, 0});
    CHECK(copies_of(chromosome_mt, sexes) == Copies{1, 1, 1});
}

}  // namespace
}  // namespace atria::pipeline
