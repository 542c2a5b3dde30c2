#include "io/genotypes/vcf/header_build.hpp"

#include "io/genotypes/vcf/vcf_source.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace atria;
using namespace atria::io;
using namespace atria::test;

namespace {

StatedBuild build_of(const std::string& header) {
    const TemporaryFolder folder;
    write_bytes(folder / "a.vcf", "##fileformat=VCFv4.2\n" + header +
                                      "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"g\">\n"
                                      "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tp1\n");
    return open_vcf(folder / "a.vcf", CalledField::best, 1)->stated_build();
}

}  // namespace

TEST_CASE("a header states its build by the lengths of its contigs, else in words") {
    CHECK(build_of("").build.empty());
    const auto lengths = build_of("##contig=<ID=17,length=81195210>\n##contig=<ID=18,length=78077248>\n");
    CHECK(lengths.build == "GRCh37");
    CHECK(lengths.words == "##contig=<ID=17,length=81195210>");
    CHECK(build_of("##contig=<ID=chr1,length=248956422,assembly=x>\n").build == "GRCh38");
    CHECK(build_of("##contig=<ID=1,length=12345>\n").build.empty());  // the last position, say
    const auto words = build_of("##reference=file:///ref/hs37d5.fa\n##contig=<ID=1>\n");
    CHECK(words.build == "GRCh37");
    CHECK(words.words == "##reference=file:///ref/hs37d5.fa");
    CHECK(build_of("##contig=<ID=1,assembly=\"b38\">\n").build == "GRCh38");
    // Lengths are facts, words may be left over from before positions were lifted.
    CHECK(build_of("##reference=hg19.fa\n##contig=<ID=1,length=248956422>\n").build == "GRCh38");
    CHECK(build_of("##contig=<ID=1,length=248956422>\n##contig=<ID=2,length=243199373>\n").build.empty());
    CHECK(build_of("##reference=hg19.fa\n##contig=<ID=1,assembly=b38>\n").build.empty());
}
