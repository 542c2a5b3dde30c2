#include "io/tables/cohort_table.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace atria;
using namespace atria::io;
using atria::test::requires_error;
using atria::test::TemporaryFolder;
using atria::test::write_bytes;

namespace {

void make_files(const TemporaryFolder& folder) {
    for (const char* name : {"g/a.bed", "g/a.bim", "g/a.fam", "g/b.bed", "g/b.bim", "g/b.fam", "g/c.vcf.gz", "g/c.bgen",
                             "g/c.sample", "g/c.pgen", "r1.tsv", "r2.tsv"}) {
        write_bytes(folder / name, "x");
    }
}

}  // namespace

TEST_CASE("a cohort table gives cohorts in order, with files relative to it") {
    const TemporaryFolder folder;
    make_files(folder);
    write_bytes(folder / "cohorts.tsv",
                "cohort\tgenotypes\trecords\tid\tbuild\treference\n"
                "south\tg/a\tr1.tsv\tperson\tGRCh38\tfirst\n"
                "north\t\tr2.tsv\t\t\t\n"
                "south\tg/b.bed\t\t\tGRCh38\tlast\n");
    const auto table = read_cohort_table(folder / "cohorts.tsv");
    CHECK(table.build == "GRCh38");
    REQUIRE(table.cohorts.size() == 2);
    CHECK(table.cohorts[0].name == "south");
    CHECK(table.cohorts[0].id_column == "person");
    CHECK(table.cohorts[0].records == folder / "r1.tsv");
    REQUIRE(table.cohorts[0].genotypes.size() == 2);
    CHECK(table.cohorts[0].genotypes[0].path == folder / "g/a.bed");
    CHECK(table.cohorts[0].genotypes[0].first_is_reference);
    CHECK(table.cohorts[0].genotypes[1].path == folder / "g/b.bed");
    CHECK_FALSE(table.cohorts[0].genotypes[1].first_is_reference);
    CHECK(table.cohorts[0].genotypes[1].reference_is_stated);
    CHECK(table.cohorts[1].name == "north");
    CHECK(table.cohorts[1].genotypes.empty());
}

TEST_CASE("the ending of a genotype file tells its format, and who is the reference where nobody says") {
    const TemporaryFolder folder;
    make_files(folder);
    write_bytes(folder / "cohorts.tsv",
                "cohort\tgenotypes\trecords\tsamples\treference\n"
                "south\tg/c.vcf.gz\tr1.tsv\t\t\nsouth\tg/c.bgen\t\tg/c.sample\t\nnorth\tg/c.bgen\tr2.tsv\t\tlast\n"
                "north\tg/a\t\t\t\n");
    const auto table = read_cohort_table(folder / "cohorts.tsv");
    REQUIRE(table.cohorts.size() == 2);
    const auto& vcf = table.cohorts[0].genotypes.at(0);
    CHECK(vcf.format == GenotypeFormat::vcf);
    CHECK(vcf.first_is_reference);
    CHECK(vcf.reference_is_stated);
    const auto& bgen = table.cohorts[0].genotypes.at(1);
    CHECK(bgen.format == GenotypeFormat::bgen);
    CHECK(bgen.samples == folder / "g/c.sample");
    CHECK(bgen.first_is_reference);
    CHECK_FALSE(bgen.reference_is_stated);
    CHECK_FALSE(table.cohorts[1].genotypes.at(0).first_is_reference);
    CHECK(table.cohorts[1].genotypes.at(0).reference_is_stated);
    const auto& bed = table.cohorts[1].genotypes.at(1);
    CHECK(bed.format == GenotypeFormat::bed);
    CHECK_FALSE(bed.first_is_reference);
    CHECK_FALSE(bed.reference_is_stated);
}

TEST_CASE("bad cohort tables are named with line, column and remedy") {
    const TemporaryFolder folder;
    make_files(folder);
    struct Case {
        std::string text;
        Fault fault;
        std::vector<std::string> pieces;
    };
    const std::string header = "cohort\tgenotypes\trecords\tbuild\tpolicy\n";
    const auto bad = GENERATE_COPY(values<Case>({
        {header, Fault::bad_data, {"names no cohort"}},
        {"cohort\tgenotypes\n", Fault::bad_data, {":1", "no column records"}},
        {"cohort\tgenotype\trecords\n", Fault::bad_data, {":1:2 (genotype)"}},
        {header + "a b\tg/a\tr1.tsv\t\t\n", Fault::bad_data, {":2:1 (cohort)", "a b"}},
        {header + "..\tg/a\tr1.tsv\t\t\n", Fault::bad_data, {":2:1 (cohort)"}},
        {header + "\tg/a\tr1.tsv\t\t\n", Fault::bad_data, {":2:1 (cohort)", "no name"}},
        {header + "-a\tg/a\tr1.tsv\t\t\n", Fault::bad_data, {":2:1 (cohort)", "-a"}},
        {header + "study.json\tg/a\tr1.tsv\t\t\n", Fault::bad_data, {":2:1 (cohort)", "study.json"}},
        {header + "a\tg/a\tr1.tsv\t\t\npredictors\tg/b\tr2.tsv\t\t\n", Fault::bad_data, {":3:1 (cohort)"}},
        {header + "a\tg/a\tr1.tsv\t\t\nb\tg/b\tr1.tsv\t\t\n", Fault::bad_data, {":3:3 (records)", "cohort a (line 2)"}},
        {header + "a\tg/none\tr1.tsv\t\t\n", Fault::input_missing, {":2:2 (genotypes)", "none.bed"}},
        {header + "a\tg/a\tnone.tsv\t\t\n", Fault::input_missing, {":2:3 (records)", "none.tsv"}},
        {header + "a\tg/a.vcf.gz\tr1.tsv\t\t\n", Fault::input_missing, {":2:2 (genotypes)", "a.vcf.gz"}},
        {header + "a\tg/c.pgen\tr1.tsv\t\t\n",
         Fault::bad_data,
         {":2:2 (genotypes)", "plink2 --pfile c --export bgen-1.2 bits=16 ref-first"}},
        {"cohort\tgenotypes\trecords\tsamples\na\tg/a\tr1.tsv\tg/c.sample\n", Fault::bad_data, {":2:4 (samples)"}},
        {"cohort\tgenotypes\trecords\tsamples\na\tg/c.bgen\tr1.tsv\tg/d.sample\n",
         Fault::input_missing,
         {":2:4 (samples)", "d.sample"}},
        {"cohort\tgenotypes\trecords\treference\na\tg/c.vcf.gz\tr1.tsv\tlast\n",
         Fault::bad_data,
         {":2:4 (reference)", "REF"}},
        {header + "a\tg/a\t\t\t\n", Fault::bad_data, {":2", "no records"}},
        {header + "a\tg/a\tr1.tsv\thg19\t\n", Fault::bad_data, {":2:4 (build)", "GRCh37"}},
        {header + "a\tg/a\tr1.tsv\tGRCh37\t\nb\tg/b\tr2.tsv\tGRCh38\t\n", Fault::bad_data, {":3:4 (build)"}},
        {header + "a\tg/a\tr1.tsv\t\tp.yaml\n", Fault::bad_data, {":2:5 (policy)", "not supported"}},
        {header + "a\tg/a\tr1.tsv\t\t\na\tg/a.bed\t\t\t\n", Fault::bad_data, {":3:2 (genotypes)", "already"}},
        {header + "a\tg/a\tr1.tsv\t\t\na\tg/b\tr2.tsv\t\t\n", Fault::bad_data, {":3:3 (records)", "line 2"}},
    }));
    write_bytes(folder / "cohorts.tsv", bad.text);
    requires_error([&] { static_cast<void>(read_cohort_table(folder / "cohorts.tsv")); }, bad.fault, bad.pieces);
}
