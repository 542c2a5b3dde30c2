#include "io/genotypes/vcf/vcf_source.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/genotype_rows.hpp"
#include "tests/support/temporary_folder.hpp"

#include <htslib/bgzf.h>
#include <htslib/vcf.h>
#include <zlib.h>
#include <catch2/catch.hpp>
#include <cmath>

using namespace atria;
using namespace atria::io;
using namespace atria::test;
using Texts = std::vector<std::string>;

namespace {

const std::string head =
    "##fileformat=VCFv4.2\n##contig=<ID=1>\n##contig=<ID=chr1>\n##contig=<ID=X>\n##contig=<ID=GL1>\n"
    "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"g\">\n"
    "##FORMAT=<ID=DS,Number=A,Type=Float,Description=\"d\">\n"
    "##FORMAT=<ID=GP,Number=G,Type=Float,Description=\"p\">\n";
const std::string columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ta\tb\tc\td\n";

/// A line of the cells given by blanks; . for QUAL, FILTER and INFO.
std::string line(const std::string& site, const std::string& format_and_people) {
    std::string text = site + " . . . " + format_and_people + "\n";
    for (char& letter : text) {
        if (letter == ' ') { letter = '\t'; }
    }
    return text;
}

void write_bgzf(const std::filesystem::path& file, const std::string& text) {
    BGZF* out = bgzf_open(file.c_str(), "w");
    REQUIRE(bgzf_write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    REQUIRE(bgzf_close(out) == 0);
}

/// By htslib's own writer.
void write_bcf(const std::filesystem::path& vcf, const std::filesystem::path& bcf) {
    htsFile* in = hts_open(vcf.c_str(), "r");
    htsFile* out = hts_open(bcf.c_str(), "wb");
    bcf_hdr_t* header = bcf_hdr_read(in);
    REQUIRE(bcf_hdr_write(out, header) == 0);
    bcf1_t* record = bcf_init();
    while (vcf_read(in, header, record) == 0) { REQUIRE(bcf_write(out, header, record) == 0); }
    bcf_destroy(record);
    bcf_hdr_destroy(header);
    hts_close(in);
    REQUIRE(hts_close(out) == 0);
}

Texts names_of(const ReadGenotypes& found) {
    Texts names;
    for (const auto& variant : found.variants) { names.push_back(variant.name); }
    return names;
}

Texts calls_of(const ReadGenotypes& found) {
    Texts calls;
    for (const auto& variant : found.variants) { calls.push_back(variant.calls); }
    return calls;
}

}  // namespace

// Calls worked out by hand. An error here counts the wrong allele, or gives people each other's calls.
TEST_CASE("calls of VCF and BCF count each ALT of a site") {
    const TemporaryFolder folder;
    const std::string text = head + columns + line("1 100 rs1 A G", "GT 0/0 0/1 1|1 ./.") +
                             line("chr1 200 . ac T,g,*", "GT 0/1 1/2 2|2 ./1") + line("X 5 rs3 T <DEL>", "GT 0 1 0 1") +
                             line("X 6 rs4 T C", "GT 0 1 0/1 .") + line("GL1 7 rs5 T C", "GT 0 1 0/1 .") +
                             line("1 0 rs6 T C", "GT 0 1 0/1 .") + line("1 9 rs7 T .", "GT 0 0 0 0") +
                             line("1 9 rs8 C C", "GT 0 0 0 0") + line("1 10 rs9 C G[1:5[", "GT 0 0 0 0");
    write_bytes(folder / "x.vcf", text);
    write_bgzf(folder / "x.vcf.gz", text);
    write_bcf(folder / "x.vcf", folder / "x.bcf");
    for (const char* name : {"x.vcf", "x.vcf.gz", "x.bcf"}) {
        INFO(name);
        const auto source = open_vcf(folder / name, CalledField::best, 1);
        const auto found = read_genotypes(*source);
        CHECK(found.people == Texts{"a", "b", "c", "d"});
        CHECK(found.taken_from == "field GT of 4 variants");
        CHECK(names_of(found) == Texts{"1:100:A:G rs1", "1:200:AC:T ", "1:200:AC:G ", "23:6:T:C rs4"});
        CHECK(calls_of(found) == Texts{"012-", "110-", "012-", "021-"});
        CHECK(found.unusable ==
              Texts{" chr1:200:AC:*: ALT is missing, * or symbolic", "rs3 X:5:T:<DEL>: ALT is missing, * or symbolic",
                    "rs5 GL1:7:T:C: chromosome not placed or not supported", "rs6 1:0:T:C: position not known",
                    "rs7 1:9:T:.: ALT is missing, * or symbolic", "rs8 1:9:C:C: both alleles are the same",
                    "rs9 1:10:C:G[1:5[: ALT is missing, * or symbolic"});
        // d, somebody who is not there, and a, counting the other allele.
        CHECK(calls_of(read_genotypes(*source, {3, no_sample, 0}, true)) == Texts{"--2", "--1", "--2", "--2"});
    }
}

TEST_CASE("dosages of VCF and BCF: DS, else GP, else GT, and GT where somebody has no other") {
    const TemporaryFolder folder;
    write_bytes(folder / "x.vcf",
                head + columns + line("1 1 v1 A G", "GT:DS 0/0:0.25 0/1:. ./.:. 1/1:2") +
                    line("1 2 v2 A G", "GT:DS:GP 0/0:0.25:.75,.25,0 0/1:1:0,1,0 ./.:.:. 1/1:2:0,0,1") +
                    line("1 3 v3 A G", "GP .5,.25,.25 0,0,1 . 1,0,0") + line("1 4 v4 A G", "GT 0/1 0/0 1/1 ./.") +
                    line("X 5 v5 A G", "GT:DS 1:0.75 0:0.25 0/1:1.25 .:.") +
                    line("X 6 v6 A G", "GP 0.25,0.75 0,1 0.25,0.5,0.25 .") +
                    line("1 7 v7 A C,G", "GT:DS 0/1:1,0.25 0/2:0,1 2/2:0,2 1/2:.,.") +
                    line("1 8 v8 A C,G", "GP .5,.25,0,.25,0,0 0,0,.5,0,0,.5 0,0,0,0,1,0 ."));
    write_bcf(folder / "x.vcf", folder / "x.bcf");
    using Copies = std::vector<double>;
    for (const char* name : {"x.vcf", "x.bcf"}) {
        INFO(name);
        const auto found = read_genotypes(*open_vcf(folder / name, CalledField::best, 1));
        CHECK(found.taken_from == "field DS of 5 variants, GP of 4 variants, GT of 1 variant");
        REQUIRE(found.variants.size() == 10);
        CHECK(found.variants[0].copies == Copies{0.25, 1, -1, 2});
        CHECK(std::isnan(found.variants[0].info));
        CHECK(found.variants[1].copies == Copies{0.25, 1, -1, 2});
        // One of three genotypes is uncertain: its variance is .25 - .25², f is 3.25 / 6.
        const double f = 3.25 / 6;
        CHECK(found.variants[1].info == Approx(1 - (0.25 - 0.0625) / (6 * f * (1 - f))).epsilon(1e-12));
        CHECK(found.variants[2].copies == Copies{0.75, 2, -1, 0});
        CHECK(found.variants[3].calls == "102-");
        CHECK(found.variants[4].copies == Copies{1.5, 0.5, 1.25, -1});
        CHECK(found.variants[5].copies == Copies{1.5, 2, 1, -1});
        // Single copies with p = .75 and 1, a diploid with e = 1 and variance .5; 2.75 of 4 alleles.
        const double g = 2.75 / 4;
        CHECK(found.variants[5].info == Approx(1 - (0.1875 + 0.5) / (4 * g * (1 - g))).epsilon(1e-12));
        CHECK(found.variants[6].copies == Copies{1, 0, 0, 1});
        CHECK(found.variants[7].copies == Copies{0.25, 1, 2, 1});
        CHECK(found.variants[8].copies == Copies{0.25, 1, 1, -1});
        CHECK(found.variants[9].copies == Copies{0.25, 1, 1, -1});

        const auto calls = read_genotypes(*open_vcf(folder / name, CalledField::call, 1));
        CHECK(calls_of(calls) == Texts{"01-2", "01-2", "102-", "201-", "1001", "0121"});
        CHECK(calls.unusable == Texts{"v3 1:3:A:G: no field GT", "v6 X:6:A:G: no field GT",
                                      "v8 1:8:A:C: no field GT for each ALT", "v8 1:8:A:G: no field GT for each ALT"});
        const auto turned = read_genotypes(*open_vcf(folder / name, CalledField::dosage, 1), {3, 0}, true);
        CHECK(turned.variants.at(0).copies == Copies{0, 1.75});
        CHECK(names_of(read_genotypes(*open_vcf(folder / name, CalledField::probabilities, 1))).size() == 5);
    }
}

TEST_CASE("DS that is declared as one number is not split over several ALTs") {
    const TemporaryFolder folder;
    std::string one = head;
    one.replace(one.find("Number=A"), 8, "Number=1");
    write_bytes(folder / "x.vcf", one + columns + line("1 1 v1 A C,G", "GT:DS 0/1:0.9 0/2:1 2/2:2 1/2:2") +
                                      line("1 2 v2 A C", "GT:DS 0/1:0.75 0/0:0 1/1:2 ./.:."));
    const auto found = read_genotypes(*open_vcf(folder / "x.vcf", CalledField::best, 1));
    CHECK(found.variants.at(0).calls == "1001");
    CHECK(found.variants.at(1).calls == "0121");
    CHECK(found.variants.at(2).copies == std::vector<double>{0.75, 0, 2, -1});
}

TEST_CASE("variants of a VCF are found again in any order and after gaps") {
    const TemporaryFolder folder;
    std::string text = head + columns;
    std::vector<std::string> expected;
    for (int i = 0; i < 20000; ++i) {
        const std::string call = std::to_string(i % 2) + "/" + std::to_string(i / 2 % 2);
        text += line("1 " + std::to_string(1 + (i * 7919) % 20000) + " v" + std::to_string(i) + " A G",
                     "GT " + call + " 0/0 1/1 ./.");
        expected.push_back(std::string(1, static_cast<char>('0' + i % 2 + i / 2 % 2)) + "02-");
    }
    write_bytes(folder / "x.vcf", text);
    write_bgzf(folder / "x.vcf.gz", text);
    write_bcf(folder / "x.vcf", folder / "x.bcf");
    const int threads = GENERATE(1, 3);
    for (const char* name : {"x.vcf", "x.vcf.gz", "x.bcf"}) {
        INFO(name);
        const auto source = open_vcf(folder / name, CalledField::best, threads);
        CHECK(calls_of(read_genotypes(*source)) == expected);
        std::vector<VariantPlace> places;
        static_cast<void>(source->scan([&](const FileVariant& v) { places.push_back(v.place); }, {}));
        std::vector<WantedVariant> wanted;
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < places.size(); i = i < 50 ? i + 3 : i * 3 / 2) { order.push_back(i); }
        for (std::size_t i = 19; i > 0; i /= 2) { order.push_back(i * 1000); }
        for (const std::size_t i : order) { wanted.push_back({places[i], false}); }
        const auto reader = source->reader({0}, wanted);
        for (const std::size_t i : order) { REQUIRE(reader->next().calls[0] == expected[i][0] - '0'); }
    }
}

TEST_CASE("a VCF or BCF that is not sound is named with place and remedy") {
    const TemporaryFolder folder;
    const auto file = folder / "x.vcf.gz";
    const auto opens = [&] { static_cast<void>(open_vcf(file, CalledField::best, 1)); };
    const auto reads = [&] { static_cast<void>(read_genotypes(*open_vcf(file, CalledField::best, 1))); };
    const std::string variant = line("1 100 rs1 A G", "GT 0/0 0/1 1|1 ./.");
    const std::string sound = head + columns + variant;

    write_bytes(file, "hello\n");
    requires_error(opens, Fault::bad_data, {"x.vcf.gz", "no VCF or BCF"});
    write_bytes(file, "");
    requires_error(opens, Fault::bad_data, {"x.vcf.gz", "no VCF or BCF"});
    requires_error([&] { static_cast<void>(open_vcf(folder / "none.vcf", CalledField::best, 1)); },
                   Fault::input_missing, {"none.vcf"});
    write_bytes(file, head + variant);
    requires_error(opens, Fault::bad_data, {"x.vcf.gz:9", "#CHROM"});
    write_bytes(file, head + "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ta\tb\ta\n" + variant);
    requires_error(opens, Fault::bad_data, {"x.vcf.gz:9", "a occurs twice", "person 1", "person 3"});
    write_bytes(file, head + "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n");
    requires_error(opens, Fault::bad_data, {"x.vcf.gz", "no people"});
    write_bytes(file, head + columns);
    requires_error(reads, Fault::bad_data, {"x.vcf.gz", "no variants"});
    write_bytes(file, head + columns + line("1 100 rs1 A G", "AD 1 2 3 4"));
    requires_error(reads, Fault::bad_data, {"x.vcf.gz", "no variant has the field", "--genotype-field"});

    const auto bad_line = [&](const std::string& text, const std::vector<std::string>& pieces) {
        write_bytes(file, sound + text);
        INFO(text);
        requires_error(reads, Fault::bad_data, pieces);
    };
    bad_line("1\t200\trs2\tA\n", {"x.vcf.gz:11", "4 columns"});
    bad_line(line("1 many rs2 A G", "GT 0/0 0/0 0/0 0/0"), {"x.vcf.gz:11", "many"});
    bad_line(line("1 200 rs2 A G", "GT 0/0 0/0 0/0"), {"1:200 (rs2)", "3 people, the header 4"});
    bad_line(line("1 200 rs2 A G", "GT 0/0 0/0 0/0 0/0 0/0"), {"1:200 (rs2)", "5 people, the header 4"});
    bad_line(line("1 200 rs2 A G", "GT 0/0 0/0 0/0 0/2"), {"1:200 (rs2)", "GT of d"});
    bad_line(line("1 200 rs2 A G", "GT 0/0 0/0 0/0/1 0/1"), {"1:200 (rs2)", "GT of c", "more than two"});
    bad_line(line("1 200 rs2 A G", "DS 0 1 2.5 0"), {"1:200 (rs2)", "DS of c", "between 0 and 2"});
    bad_line(line("1 200 rs2 A G", "GT:DS 0:0 1:1.5 1:1 0:0"), {"1:200 (rs2)", "DS of b", "between 0 and 1"});
    bad_line(line("1 200 rs2 A G", "DS 0,1 1 2 0"), {"1:200 (rs2)", "DS of a has 2 values"});
    bad_line(line("1 200 rs2 A G", "DS 0 many 2 0"), {"1:200 (rs2)", "DS of b is no number"});
    bad_line(line("1 200 rs2 A G", "GT 0/0 0/0 x/1 0/0"), {"1:200 (rs2)", "GT of c"});
    bad_line(line("1 200 rs2 A G", "GP 0,30,99 0,0,1 1,0,0 1,0,0"), {"1:200 (rs2)", "GP of a", "Phred"});
    bad_line(line("1 200 rs2 A G", "GP 0,0,0,1 0,0,1 1,0,0 1,0,0"), {"1:200 (rs2)", "GP of a", "4 values"});
    bad_line(line("1 200 rs2 A G", "GP 1,-1,1 0,0,1 1,0,0 1,0,0"), {"1:200 (rs2)", "GP of a"});
}

TEST_CASE("a compressed VCF that is cut short, damaged or not by bgzip is refused") {
    const TemporaryFolder folder;
    const auto file = folder / "x.vcf.gz";
    std::string text = head + columns;
    std::uint32_t state = 1;
    for (int i = 1; i < 9000; ++i) {
        state = state * 1664525 + 1013904223;
        text += line("1 " + std::to_string(i) + " rs" + std::to_string(state) + " A G", "GT 0/0 0/1 1/1 ./.");
    }
    write_bgzf(file, text);
    const std::string whole = read_bytes(file);
    REQUIRE(whole.size() > 20000);
    const int threads = GENERATE(1, 3);
    const auto reads = [&] { static_cast<void>(read_genotypes(*open_vcf(file, CalledField::best, threads))); };
    reads();
    for (const std::size_t length : {whole.size() - 1, whole.size() - 28, whole.size() / 2}) {
        write_bytes(file, whole.substr(0, length));
        INFO(length);
        requires_error(reads, Fault::bad_data, {"x.vcf.gz", "cut short"});
    }
    write_bytes(file, whole.substr(0, 100));
    requires_error(reads, Fault::bad_data, {"x.vcf.gz"});
    std::string damaged = whole;
    damaged[whole.size() / 2] = static_cast<char>(damaged[whole.size() / 2] ^ 4);
    write_bytes(file, damaged);
    requires_error(reads, Fault::bad_data, {"x.vcf.gz", "damaged", "line"});

    gzFile gzip = gzopen(file.c_str(), "wb");
    gzwrite(gzip, text.data(), static_cast<unsigned>(text.size()));
    gzclose(gzip);
    requires_error(reads, Fault::bad_data, {"x.vcf.gz", "gzip", "| bgzip"});

    write_bytes(folder / "y.vcf", text);
    write_bcf(folder / "y.vcf", folder / "y.bcf");
    const std::string bcf_bytes = read_bytes(folder / "y.bcf");
    for (std::size_t at = 20; at < bcf_bytes.size(); at += bcf_bytes.size() / 23) {
        damaged = bcf_bytes;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x20);
        write_bytes(folder / "z.bcf", damaged);
        INFO(at);
        try {
            static_cast<void>(read_genotypes(*open_vcf(folder / "z.bcf", CalledField::best, threads)));
        } catch (const Error& error) { CHECK_THAT(error.what(), Catch::Contains("z.bcf")); }
    }
}

TEST_CASE("calls of one allele, half calls and calls in place of dosages are counted") {
    const TemporaryFolder folder;
    const std::string text = head + columns + line("1 100 a A C", "GT 0 0/. ./. 1|1") +
                             line("X 100 b A C", "GT 0 1 .|1 .") + line("1 200 c A C", "GT:DS 0/1:0.9 0/1:. 1:. ./.:.");
    write_bytes(folder / "x.vcf", text);
    write_bcf(folder / "x.vcf", folder / "x.bcf");
    for (const char* name : {"x.vcf", "x.bcf"}) {
        const auto found = read_genotypes(*open_vcf(folder / name, CalledField::best, 1));
        CHECK(found.unusual == UnusualCalls{2, 2, 2});
        CHECK(found.warnings.empty());
    }
}

TEST_CASE("a last line without an end gets a warning") {
    const TemporaryFolder folder;
    const std::string text = head + columns + line("1 100 a A C", "GT 0/0 0/1 0/0 1|1");
    write_bytes(folder / "x.vcf", text.substr(0, text.size() - 1));
    write_bgzf(folder / "x.vcf.gz", text.substr(0, text.size() - 1));
    write_bgzf(folder / "y.vcf.gz", text);
    CHECK(read_genotypes(*open_vcf(folder / "x.vcf", CalledField::best, 1)).warnings.size() == 1);
    const auto found = read_genotypes(*open_vcf(folder / "x.vcf.gz", CalledField::best, 1));
    REQUIRE(found.warnings.size() == 1);
    CHECK(found.warnings[0].find("x.vcf.gz:10: the line has no end") != std::string::npos);
    CHECK(read_genotypes(*open_vcf(folder / "y.vcf.gz", CalledField::best, 1)).warnings.empty());
}

TEST_CASE("a byte order mark is named") {
    const TemporaryFolder folder;
    write_bytes(folder / "x.vcf", "\xEF\xBB\xBF" + head + columns);
    write_bgzf(folder / "x.vcf.gz", "\xEF\xBB\xBF" + head + columns);
    for (const char* name : {"x.vcf", "x.vcf.gz"}) {
        requires_error([&] { static_cast<void>(open_vcf(folder / name, CalledField::best, 1)); }, Fault::bad_data,
                       {name, "byte order mark", "tail -c +4"});
    }
}
