#include "io/genotypes/bgen/bgen_source.hpp"

#include "tests/support/bgen_bytes.hpp"
#include "tests/support/error_matcher.hpp"
#include "tests/support/genotype_rows.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace atria;
using namespace atria::io;
using namespace atria::test;
using Texts = std::vector<std::string>;
using Copies = std::vector<double>;

namespace {

const Texts four{"a", "b", "c", "d"};
const std::string diploid("\x02\x02\x02\x82", 4);  // d is missing

/// The numbers of `bits` bits that stand for 1, 1/2 and 1/4 of all where there are such.
std::uint64_t part(int bits, double share) {
    return static_cast<std::uint64_t>(share * static_cast<double>((std::uint64_t{1} << bits) - 1) + 0.5);
}

/// A file of one variant of four people, A and G, uncompressed unless said otherwise.
std::string file_of(const BgenProbabilityBytes& probabilities, BgenCompression compression = BgenCompression::none) {
    return bgen_file(four, 4, {bgen_variant("rs1", "1", 7, {"A", "G"}, probabilities.bytes(), compression)},
                     compression);
}

ReadGenotypes read(const std::filesystem::path& file) { return read_genotypes(*open_bgen(file, {}, true)); }

}  // namespace

// Probabilities from the format's description, their expectation by hand; an error here gives wrong dosages.
TEST_CASE("probabilities of any number of bits and any compression become dosages of the second allele") {
    const TemporaryFolder folder;
    for (const int bits : {1, 2, 3, 7, 8, 11, 16, 24, 31, 32}) {
        for (const auto compression : {BgenCompression::none, BgenCompression::zlib, BgenCompression::zstd}) {
            INFO(bits << " bits, compression " << int(compression));
            const double unit = 1 / static_cast<double>((std::uint64_t{1} << bits) - 1);
            // a: none; b: two; c: a half of one, the rest none, as near as the bits allow; d is missing.
            const auto half = part(bits, 0.5);
            const auto rest = part(bits, 1) - half;
            BgenProbabilityBytes unphased{diploid, false, bits, {part(bits, 1), 0, 0, 0, rest, half, 0, 0}};
            write_bytes(folder / "x.bgen", file_of(unphased, compression));
            auto found = read(folder / "x.bgen");
            CHECK(found.people == four);
            REQUIRE(found.variants.size() == 1);
            CHECK(found.variants[0].name == "1:7:A:G rs1");
            const double copies = static_cast<double>(half) * unit;
            const Copies expected{0, 2, copies, -1};
            for (std::size_t i = 0; i < 4; ++i) {
                CHECK(found.variants[0].copies.at(i) == Approx(expected[i]).margin(0x1p-15));
            }
            // Only c is uncertain: its variance is h - h², of f = (2 + h) / 6.
            const double f = (2 + copies) / 6;
            CHECK(found.variants[0].info == Approx(1 - copies * (1 - copies) / (6 * f * (1 - f))).epsilon(1e-9));

            // Phased: the probability of the first allele on each chromosome.
            BgenProbabilityBytes phased{diploid, true, bits, {part(bits, 1), part(bits, 1), 0, 0, half, 0, 0, 0}};
            write_bytes(folder / "x.bgen", file_of(phased, compression));
            found = read(folder / "x.bgen");
            const Copies of_phased{0, 2, 2 - copies, -1};
            for (std::size_t i = 0; i < 4; ++i) {
                CHECK(found.variants[0].copies.at(i) == Approx(of_phased[i]).margin(0x1p-15));
            }
        }
    }
}

TEST_CASE("a single copy counts twice, and no copy is missing") {
    const TemporaryFolder folder;
    for (const bool phased : {false, true}) {
        BgenProbabilityBytes mixed{std::string("\x01\x02\x01\x00", 4), phased, 8, {204, 0, 0, 0}};
        write_bytes(folder / "x.bgen", file_of(mixed));
        const auto found = read(folder / "x.bgen");
        CHECK(found.variants.at(0).copies.at(0) == Approx(0.4).margin(0x1p-15));
        CHECK(found.variants[0].copies.at(1) == 2);
        CHECK(found.variants[0].copies.at(2) == 2);
        CHECK(found.variants[0].copies.at(3) == -1);
        const double f = 3.2 / 4;
        CHECK(found.variants[0].info == Approx(1 - 0.16 / (4 * f * (1 - f))).epsilon(1e-9));
    }
}

TEST_CASE("the reference may be the last allele; people may be chosen and variants turned") {
    const TemporaryFolder folder;
    write_bytes(folder / "x.bgen", file_of({diploid, false, 8, {255, 0, 0, 0, 51, 204, 0, 0}}));
    const auto source = open_bgen(folder / "x.bgen", {}, false);
    const auto found = read_genotypes(*source);
    CHECK(found.variants.at(0).name == "1:7:G:A rs1");
    CHECK(found.variants[0].copies.at(0) == 2);
    CHECK(found.variants[0].copies.at(2) == Approx(1.2).margin(0x1p-15));
    CHECK(read_genotypes(*source, {1, no_sample, 0}, true).variants[0].copies == Copies{2, -1, 0});
}

TEST_CASE("variants that cannot be used are told") {
    const TemporaryFolder folder;
    const std::string data = BgenProbabilityBytes{diploid, false, 8, {255, 0, 0, 0, 51, 204, 0, 0}}.bytes();
    const auto variant = [&](const std::string& id, const std::string& chromosome, std::uint32_t position,
                             const Texts& alleles) {
        return bgen_variant(id, chromosome, position, alleles, data, BgenCompression::zlib);
    };
    write_bytes(folder / "x.bgen",
                bgen_file(four, 4,
                          {variant("v1", "01", 5, {"a", "g"}), variant("v2", "1", 6, {"A", "C", "G"}),
                           variant("v3", "HLA", 7, {"A", "C"}), variant("v4", "1", 0, {"A", "C"}),
                           variant("v5", "1", 8, {"A", "A"}), variant("v6", "chrX", 9, {"A", "<DEL>"})},
                          BgenCompression::zlib));
    const auto found = read(folder / "x.bgen");
    REQUIRE(found.variants.size() == 2);
    CHECK(found.variants[0].name == "1:5:A:G v1");
    CHECK(found.variants[1].name == "23:9:A:<DEL> v6");
    CHECK(found.unusable == Texts{"v2 1:6:A:C:G: not of two alleles",
                                  "v3 HLA:7:A:C: chromosome not placed or not supported",
                                  "v4 1:0:A:C: position not known", "v5 1:8:A:A: both alleles are the same"});
}

TEST_CASE("the people of a .sample file") {
    const TemporaryFolder folder;
    const std::string data = BgenProbabilityBytes{diploid, false, 8, {255, 0, 0, 0, 51, 204, 0, 0}}.bytes();
    const auto variants = {bgen_variant("v1", "1", 5, {"A", "G"}, data, BgenCompression::zlib)};
    write_bytes(folder / "x.bgen", bgen_file({}, 4, variants, BgenCompression::zlib));
    const auto people = [&] { return open_bgen(folder / "x.bgen", folder / "x.sample", true)->people(); };
    requires_error([&] { static_cast<void>(open_bgen(folder / "x.bgen", {}, true)); }, Fault::bad_data,
                   {"x.bgen", "column samples"});
    const std::string head = "ID_1 ID_2 missing\n0 0 0\n";
    write_bytes(folder / "x.sample", head + "f1 p1 0\nf2 p2 0\r\nf3\tp3 0\nf4 p4 0\n");
    CHECK(people() == Texts{"p1", "p2", "p3", "p4"});
    write_bytes(folder / "x.sample", "ID missing sex\n0 0 D\np1 0 1\np2 0 1\np3 0 2\np4 0 2\n");
    CHECK(people() == Texts{"p1", "p2", "p3", "p4"});
    const auto bad = [&](const std::string& text, const std::vector<std::string>& pieces) {
        write_bytes(folder / "x.sample", text);
        INFO(text);
        requires_error(people, Fault::bad_data, pieces);
    };
    bad(head + "f1 p1 0\nf2 p2 0\nf3 p3 0\n", {"x.sample", "3 people", "x.bgen has 4"});
    bad(head + "f1 p1 0\nf2 p2 0\nf3 p1 0\nf4 p4 0\n", {"x.sample", "p1 occurs twice"});
    bad(head + "f1 p1 0\nf2 p2\n", {"x.sample:4", "2 columns"});
    bad("ID_1 ID_2 missing\nf1 p1 0\n", {"x.sample:2", "types"});
    bad("", {"x.sample", "empty"});
}

TEST_CASE("a BGEN whose numbers contradict each other is refused, without room for what it only claims") {
    const TemporaryFolder folder;
    const auto file = folder / "x.bgen";
    const BgenProbabilityBytes sound{diploid, false, 8, {255, 0, 0, 0, 51, 204, 0, 0}};
    const std::string whole = file_of(sound, BgenCompression::zlib);
    const auto reads = [&] { static_cast<void>(read(file)); };
    const auto bad = [&](const std::string& bytes, const std::vector<std::string>& pieces) {
        write_bytes(file, bytes);
        requires_error(reads, Fault::bad_data, pieces);
    };
    const auto changed = [&](std::size_t at, const std::string& bytes) {
        return std::string(whole).replace(at, bytes.size(), bytes);
    };
    for (std::size_t length = 0; length < whole.size(); ++length) {
        INFO(length);
        bad(whole.substr(0, length), {"x.bgen"});
    }
    bad(whole + "z", {"x.bgen", "1 bytes are left"});
    bad("PK" + whole, {"no BGEN"});
    bad(changed(20, little(1U | 1U << 2U | 1U << 31U, 4)), {"layout 1", "plink2"});
    bad(changed(8, little(2, 4)), {"2 variants", "ends after 1"});
    bad(changed(8, little(0xFFFFFFFF, 4)), {"4294967295 variants"});
    bad(changed(12, little(5, 4)), {"5 people", "4"});
    bad(changed(12, little(0xFFFFFFFF, 4)), {"4294967295 people"});
    bad(changed(0, little(0xFFFFFFF0, 4)), {"the variants begin at byte"});
    bad(bgen_file({"a", "b", "a", "d"}, 4, {whole}, BgenCompression::zlib), {"a occurs twice"});

    const auto bad_variant = [&](const BgenProbabilityBytes& probabilities, const std::string& piece) {
        for (const auto compression : {BgenCompression::none, BgenCompression::zlib, BgenCompression::zstd}) {
            bad(file_of(probabilities, compression), {"x.bgen: variant 1:7 (rs1), at byte", piece});
        }
    };
    auto probabilities = sound;
    probabilities.ploidy += "\x02";
    bad_variant(probabilities, "5 people, the header 4");
    probabilities = sound;
    probabilities.ploidy[1] = 3;
    bad_variant(probabilities, "3 copies of the chromosome");
    probabilities = sound;
    probabilities.alleles = 3;
    bad_variant(probabilities, "3 alleles");
    probabilities = sound;
    probabilities.values.pop_back();
    bad_variant(probabilities, "8 probabilities need 8 bytes, it has 7");
    probabilities = sound;
    probabilities.values[3] = 255;
    probabilities.values[2] = 2;  // one too many may be rounding
    bad_variant(probabilities, "more than 1");
    std::string text = sound.bytes();
    text[8 + 4 + 1] = 33;  // bits
    bad(bgen_file(four, 4, {bgen_variant("rs1", "1", 7, {"A", "G"}, text, BgenCompression::zlib)},
                  BgenCompression::zlib),
        {"33 bits"});

    // The length that is announced for the unpacked bytes, and the packed bytes themselves.
    for (const auto compression : {BgenCompression::zlib, BgenCompression::zstd}) {
        const std::string packed = file_of(sound, compression);
        const std::size_t data = packed.size() - compressed(sound.bytes(), compression).size();
        for (const std::uint32_t claimed : {0U, 21U, 23U, 0xFFFFFFFFU}) {
            INFO(claimed);
            bad(std::string(packed).replace(data - 4, 4, little(claimed, 4)), {"variant 1:7 (rs1)"});
        }
        for (std::size_t at = data; at < packed.size(); ++at) {
            std::string damaged = packed;
            damaged[at] = static_cast<char>(damaged[at] ^ 1);
            write_bytes(file, damaged);
            try {
                reads();
            } catch (const Error& error) { CHECK_THAT(error.what(), Catch::Contains("variant 1:7 (rs1)")); }
        }
    }
}
