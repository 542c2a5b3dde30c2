#include "io/genotypes/bed_writer.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <string>

using namespace atria;
using namespace atria::io;
using namespace atria::test;

// The bytes are worked out by hand from PLINK's description: 00 = A1 A1, 01 = missing, 10 = heterozygous, 11 = A2 A2,
// the first person in the lowest bits. An error here turns effects round or shifts people.
TEST_CASE("calls become PLINK's bytes") {
    const TemporaryFolder folder;
    BedWriter bed(folder / "six.bed", 6);
    // People carry 0, 1, 2 copies, missing; 0, 1.
    bed.add(std::array<std::uint8_t, 2>{0b11'10'01'00, 0b01'00});
    // 2, 2, 2, 2; missing, 2.
    bed.add(std::array<std::uint8_t, 2>{0b10'10'10'10, 0b10'11});
    CHECK_FALSE(std::filesystem::exists(folder / "six.bed"));
    bed.close();
    CHECK(read_bytes(folder / "six.bed") == std::string("\x6c\x1b\x01"
                                                        "\x4b\x0b"
                                                        "\x00\x01",
                                                        7));
}

TEST_CASE("whole bytes need no padding") {
    const TemporaryFolder folder;
    BedWriter bed(folder / "four.bed", 4);
    bed.add(std::array<std::uint8_t, 1>{0});
    bed.close();
    CHECK(read_bytes(folder / "four.bed") == "\x6c\x1b\x01\xff");
}

TEST_CASE("calls of another number of people are our mistake; an unusable folder is named") {
    const TemporaryFolder folder;
    BedWriter bed(folder / "six.bed", 6);
    CHECK_THROWS_AS(bed.add(std::array<std::uint8_t, 1>{0}), std::logic_error);
    write_bytes(folder / "file", "not a folder");
    requires_error([&] { BedWriter(folder / "file" / "x.bed", 1); }, Fault::read_write, {"file"});
}
