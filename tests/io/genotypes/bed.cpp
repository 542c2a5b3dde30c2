#include "io/genotypes/bed.hpp"

#include "io/genotypes/bed_recoder.hpp"
#include "io/genotypes/bim.hpp"
#include "io/genotypes/fam.hpp"
#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <random>

using namespace atria;
using namespace atria::io;
using atria::test::requires_error;
using atria::test::TemporaryFolder;
using atria::test::write_bytes;

namespace {

const std::string magic("\x6C\x1B\x01", 3);

/// What PLINK's two bits mean, as copies of A1: from the format's own description.
int copies_of_a1(unsigned plink_code) {
    switch (plink_code) {
        case 0:
            return 2;
        case 2:
            return 1;
        case 3:
            return 0;
        default:
            return 3;  // missing
    }
}

}  // namespace

TEST_CASE("calls are recoded for any choice of people, order and allele") {
    std::mt19937 random(7);
    for (const std::size_t samples : {1U, 4U, 7U, 32U, 379U, 640U, 1001U}) {
        const std::size_t width = (samples + 3) / 4;
        std::vector<std::uint8_t> row(width);
        for (auto& byte : row) { byte = static_cast<std::uint8_t>(random()); }
        std::vector<std::vector<std::uint32_t>> choices(6);
        for (std::uint32_t i = 0; i < samples; ++i) {
            choices[0].push_back(i);
            choices[1].push_back(static_cast<std::uint32_t>(samples - 1 - i));
            if (i % 3 != 1) { choices[2].push_back(i % 5 == 4 ? no_sample : i); }
            if (i % 3 != 1) { choices[3].push_back(i); }
            if (i >= samples / 4 && i <= samples - samples / 3) { choices[4].push_back(i); }
            if (random() % 16 == 0 || i + 1 == samples) { choices[5].push_back(i); }
        }
        for (const auto& choice : choices) {
            for (const bool turned : {false, true}) {
                std::vector<std::uint8_t> codes((choice.size() + 3) / 4, 0xFF);
                BedRecoder(choice, samples).recode(row, turned, codes);
                for (std::size_t i = 0; i < choice.size(); ++i) {
                    int expected = 3;
                    if (choice[i] != no_sample) {
                        expected = copies_of_a1(static_cast<unsigned>(row[choice[i] / 4]) >> 2 * (choice[i] % 4) & 3U);
                        if (turned && expected != 3) { expected = 2 - expected; }
                    }
                    REQUIRE((codes[i / 4] >> 2 * (i % 4) & 3) == expected);
                }
                if (choice.size() % 4 != 0) { REQUIRE(codes.back() >> 2 * (choice.size() % 4) == 0); }
            }
        }
    }
}

TEST_CASE("rows of a bed file are read where they stand") {
    const TemporaryFolder folder;
    write_bytes(folder / "x.bed", magic + "\x01\x02\x03\x04\x05\x06");
    const BedFile bed(folder / "x.bed", 3, 5);
    REQUIRE(bed.row_bytes() == 2);
    std::vector<std::uint8_t> rows(4);
    bed.read(1, 2, rows);
    CHECK(rows == std::vector<std::uint8_t>{3, 4, 5, 6});
}

TEST_CASE("a bed file of any other length is refused with numbers and a remedy") {
    const TemporaryFolder folder;
    const std::string whole = magic + std::string(6, '\0');
    for (std::size_t length = 0; length < whole.size(); ++length) {
        write_bytes(folder / "x.bed", whole.substr(0, length));
        INFO(length);
        requires_error([&] { BedFile(folder / "x.bed", 3, 5); }, Fault::bad_data, {"x.bed"});
    }
    write_bytes(folder / "x.bed", whole.substr(0, 7));
    requires_error([&] { BedFile(folder / "x.bed", 3, 5); }, Fault::bad_data,
                   {"7 bytes", "9", "cut short", "x.fam", "x.bim"});
    write_bytes(folder / "x.bed", whole + "z");
    requires_error([&] { BedFile(folder / "x.bed", 3, 5); }, Fault::bad_data, {"10 bytes", "9", "too long"});
    write_bytes(folder / "x.bed", "PK" + whole.substr(2));
    requires_error([&] { BedFile(folder / "x.bed", 3, 5); }, Fault::bad_data, {"no PLINK 1 .bed"});
    write_bytes(folder / "x.bed", std::string("\x6C\x1B\x00", 3) + whole.substr(3));
    requires_error([&] { BedFile(folder / "x.bed", 3, 5); }, Fault::bad_data, {"person by person", "--make-bed"});
    requires_error([&] { BedFile(folder / "none.bed", 3, 5); }, Fault::input_missing, {"none.bed"});
}

TEST_CASE("a fam file names people by IID") {
    const TemporaryFolder folder;
    write_bytes(folder / "x.fam", "f1 a 0 0 1 -9\r\nf2\tb\t0\t0\t2\t-9\n\n");
    CHECK(read_fam(folder / "x.fam") == std::vector<std::string>{"a", "b"});
    write_bytes(folder / "x.fam", "f1 a 0 0 1 -9\nf2 a 0 0 2 -9\n");
    requires_error([&] { static_cast<void>(read_fam(folder / "x.fam")); }, Fault::bad_data,
                   {"x.fam:2", "1 and 2", "plink2"});
    write_bytes(folder / "x.fam", "f1 a 0 0 1\n");
    requires_error([&] { static_cast<void>(read_fam(folder / "x.fam")); }, Fault::bad_data, {"x.fam:1", "six columns"});
    write_bytes(folder / "x.fam", "");
    requires_error([&] { static_cast<void>(read_fam(folder / "x.fam")); }, Fault::bad_data, {"x.fam", "no people"});
}

TEST_CASE("a bim file has PLINK's numbers: 25 is the pseudo-autosomal part of X, 26 the mitochondrial genome") {
    const TemporaryFolder folder;
    write_bytes(folder / "x.bim", "23\tv0\t0\t10\tA\tG\n25\tv1\t0\t20\tA\tG\n26\tv2\t0\t5\tA\tG\n");
    std::vector<int> chromosomes;
    const auto take = [&](const BimVariant& variant) { chromosomes.push_back(variant.chromosome); };
    CHECK(read_bim(folder / "x.bim", take, {}) == 3);
    CHECK(chromosomes == std::vector<int>{chromosome_x, chromosome_x, chromosome_mt});
}

TEST_CASE("a bim file gives usable variants with their rows, and the others with a reason") {
    const TemporaryFolder folder;
    write_bytes(folder / "x.bim",
                "2\tv0\t0\t10\ta\tg\n"
                "1\tv1\t0\t30\tC\tT\n"
                "0\tv2\t0\t5\tA\tG\n"
                "1\tv3\t0\t20\t0\tT\n"
                "2\tv4\t0\t0\tA\tC\n"
                "chr1 v5 0 10 AT a\n"
                "2\tv6\t0\t9\tA\tA\n");
    std::vector<std::string> unusable;
    std::vector<std::string> found;
    const auto rows = read_bim(
        folder / "x.bim",
        [&](const BimVariant& v) {
            found.push_back(std::to_string(int{v.chromosome}) + " " + std::to_string(v.row) + " " +
                            std::to_string(v.position) + " " + std::string(v.first_allele) + " " +
                            std::string(v.second_allele) + " " + std::string(v.id));
        },
        [&](std::string_view id, std::string_view, std::string_view reason) {
            unusable.push_back(std::string(id) + ": " + std::string(reason));
        });
    CHECK(rows == 7);
    CHECK(unusable == std::vector<std::string>{"v2: chromosome not placed or not supported", "v3: allele not known",
                                               "v4: position not known", "v6: both alleles are the same"});
    CHECK(found == std::vector<std::string>{"2 0 10 A G v0", "1 1 30 C T v1", "1 5 10 AT A v5"});

    write_bytes(folder / "y.bim", "1\tv0\t0\t10\ta\tg\n1\tv1\t0\tmany\ta\tg\n");
    requires_error([&] { static_cast<void>(read_bim(folder / "y.bim", [](const BimVariant&) {}, {})); },
                   Fault::bad_data, {"y.bim:2:4", "many"});
    write_bytes(folder / "y.bim", "1\tv0\t0\t10\ta\n");
    requires_error([&] { static_cast<void>(read_bim(folder / "y.bim", [](const BimVariant&) {}, {})); },
                   Fault::bad_data, {"y.bim:1", "six columns"});
}
