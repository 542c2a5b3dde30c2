#include "io/genotypes/reference/reference_fasta.hpp"

#include "kernels/data/error.hpp"
#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace atria;
using namespace atria::io;
using namespace atria::test;

TEST_CASE("a FASTA gives its bases by chromosome and position, in any order") {
    const TemporaryFolder folder;
    // Two chromosomes longer than what is read at once, and a contig.
    std::string one;
    for (std::size_t i = 0; i < 2500000; ++i) { one += "acgtN"[(i * i + i / 7) % 5]; }
    std::string text = ">chr1 the first\n";
    for (std::size_t at = 0; at < one.size(); at += 50) { text += one.substr(at, 50) + "\n"; }
    const auto second = text.size() + std::string(">chrX\n").size();
    text += ">chrX\nACGT\nAC\n";
    const auto third = text.size() + std::string(">scaffold\n").size();
    text += ">scaffold\nA\n";
    write_bytes(folder / "g.fa", text);
    write_bytes(folder / "g.fa.fai", "chr1\t2500000\t16\t50\t51\nchrX\t6\t" + std::to_string(second) +
                                         "\t4\t5\nscaffold\t1\t" + std::to_string(third) + "\t1\t2\n");
    const ReferenceFasta fasta(folder / "g.fa", "GRCh37");
    CHECK(fasta.length(1) == 2500000);
    CHECK(fasta.length(chromosome_x) == 6);
    CHECK(fasta.length(2) == 0);
    for (const std::uint32_t position : {1U, 2500000U, 1048576U, 1048577U, 5000U, 903U, 1500000U, 1495000U, 3U}) {
        const char expected = one[position - 1] == 'N' ? 'N' : static_cast<char>(one[position - 1] - 32);
        CHECK(fasta.base(1, position) == expected);
        CHECK(fasta.base(chromosome_x, 6) == 'C');
    }
}

TEST_CASE("what is no FASTA of the build is refused with the remedy") {
    const TemporaryFolder folder;
    requires_error([&] { static_cast<void>(ReferenceFasta(folder / "none.fa", "")); }, Fault::input_missing,
                   {"none.fa", "samtools faidx none.fa"});
    write_bytes(folder / "g.fa", ">chr1\nACGT\n");
    requires_error([&] { static_cast<void>(ReferenceFasta(folder / "g.fa", "")); }, Fault::input_missing, {"g.fa.fai"});
    write_bytes(folder / "g.fa.fai", "scaffold\t4\t6\t4\t5\n");
    requires_error([&] { static_cast<void>(ReferenceFasta(folder / "g.fa", "")); }, Fault::bad_data,
                   {"no sequence", "chr1"});
    write_bytes(folder / "g.fa.fai", "chr1\t248956422\t6\t4\t5\n");
    requires_error([&] { static_cast<void>(ReferenceFasta(folder / "g.fa", "GRCh37")); }, Fault::bad_data,
                   {"GRCh38", "GRCh37"});
    CHECK_NOTHROW(ReferenceFasta(folder / "g.fa", "GRCh38"));
}
