#include "io/summary/summary_reader.hpp"

#include "io/results/foreign_text.hpp"
#include "io/results/result_text.hpp"
#include "kernels/math/tails.hpp"
#include "tests/support/error_matcher.hpp"
#include "tests/support/scan_rows.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace atria::io {
namespace {

struct Table {
    SummaryFormat format = SummaryFormat::gwas_ssf;
    std::string effect;
    std::vector<SummaryRow> rows;
    std::vector<std::pair<std::uint64_t, std::string>> unusable;
};

Table read(const std::string& text, std::optional<SummaryFormat> format = std::nullopt) {
    const test::TemporaryFolder folder;
    test::write_bytes(folder / "results.txt", text);
    Table table;
    SummaryReader reader(folder / "results.txt", format, [&](const UnusableRow& row) {
        table.unusable.emplace_back(row.line, std::string(row.reason));
    });
    table.format = reader.format();
    table.effect = reader.effect();
    SummaryRow row;
    while (reader.next(row)) { table.rows.push_back(row); }
    return table;
}

std::vector<std::string> reasons(const Table& table) {
    std::vector<std::string> answer;
    for (const auto& [line, reason] : table.unusable) { answer.push_back(reason); }
    return answer;
}

/// "A/G": the effect allele, then the other.
std::string alleles(const SummaryRow& row) { return row.variant.effect_allele + "/" + row.variant.other_allele; }

const std::string ssf =
    "chromosome\tbase_pair_location\teffect_allele\tother_allele\tbeta\tstandard_error\teffect_allele_frequency\tp_"
    "value\t"
    "rsid\tn\n";

TEST_CASE("a GWAS-SSF table") {
    const Table table = read(ssf + "X\t12\ta\tG\t-0.5\t0.25\t0.1\t3.2e-400\trs9\t1000\n" +
                             "chr2\t7\tAT\tA\t+1\t2\t#NA\t#NA\t#NA\t#NA\n");
    CHECK(table.format == SummaryFormat::gwas_ssf);
    REQUIRE(table.rows.size() == 2);
    const SummaryRow& first = table.rows[0];
    CHECK(first.variant.chromosome == 23);
    CHECK(first.variant.position == 12);
    CHECK(alleles(first) == "A/G");
    CHECK(first.variant.id == "rs9");
    CHECK(first.beta == -0.5);
    CHECK(first.standard_error == 0.25);
    CHECK(first.frequency == 0.1);
    CHECK(first.neg_log10_p == Approx(400 - std::log10(3.2)).epsilon(1e-15));
    CHECK(first.n == 1000);
    CHECK(first.line == 2);
    CHECK(table.rows[1].beta == 1);
    CHECK(table.rows[1].variant.id.empty());
    CHECK(std::isnan(table.rows[1].frequency));
    CHECK(std::isnan(table.rows[1].neg_log10_p));
    CHECK(std::isnan(table.rows[1].n));
}

TEST_CASE("Atria's own table: rows without an estimate say why") {
    const Table table = read(
        "chromosome\tbase_pair_location\teffect_allele\tother_allele\tbeta\tstandard_error\tneg_log_10_p_value\ttest\t"
        "status\n1\t5\tA\tG\t0.1\t0.2\t0.3\tADD-T\tok\n1\t6\tA\tG\t#NA\t#NA\t#NA\tADD-T\tmonomorphic\n"
        "1\t7\tA\tG\t0.1\t0.2\t0.3\tADD-T\texpansion\n");
    CHECK(table.format == SummaryFormat::atria);
    CHECK(table.rows.size() == 2);
    CHECK(table.rows.at(0).neg_log10_p == 0.3);
    REQUIRE(table.unusable.size() == 1);
    CHECK(table.unusable[0] == std::pair<std::uint64_t, std::string>(3, "monomorphic"));
}

TEST_CASE("a further column of a GWAS-SSF table may be called status; a named format decides") {
    const std::string header = "chromosome\tbase_pair_location\teffect_allele\tother_allele\tbeta\tstandard_error\t";
    const std::string genotyped = header + "status\n1\t5\tA\tG\t0.1\t0.2\tgenotyped\n1\t6\tA\tG\t0.1\t0.2\timputed\n";
    for (const auto format : {std::optional<SummaryFormat>(), std::optional(SummaryFormat::gwas_ssf)}) {
        const Table table = read(genotyped, format);
        CHECK(table.format == SummaryFormat::gwas_ssf);
        CHECK(table.rows.size() == 2);
    }
    test::requires_error([&] { (void)read(genotyped, SummaryFormat::atria); }, Fault::bad_data,
                         {"results.txt:1", "format atria", "columns: test."});
    test::requires_error([&] { (void)read(ssf, SummaryFormat::atria); }, Fault::bad_data, {"columns: test; status."});

    const std::string both = header + "test\tstatus\n1\t5\tA\tG\t0.1\t0.2\tADD\timputed\n";
    CHECK(read(both, SummaryFormat::gwas_ssf).format == SummaryFormat::gwas_ssf);
    CHECK(read(both, SummaryFormat::gwas_ssf).rows.size() == 1);
    CHECK(reasons(read(both)) == std::vector<std::string>{"imputed"});
}

TEST_CASE("REGENIE's step 2: ALLELE1 is the effect allele, blanks between the columns") {
    const Table table = read(
        "CHROM GENPOS ID ALLELE0 ALLELE1 A1FREQ INFO N TEST BETA SE CHISQ LOG10P EXTRA\n"
        "1 5 rs1 G A 0.2 1 500 ADD 0.5 0.1 25 6.24 NA\n1 5 rs1 G A 0.2 1 500 DOM 0.5 0.1 25 6.24 NA\n"
        "1 6 rs2 G A 0.2 1 500 ADD NA NA NA NA TEST_FAIL\n1 7 rs3 G A 0.2 1 500 ADD nan 0.1 NA NA NA\n");
    CHECK(table.format == SummaryFormat::regenie);
    REQUIRE(table.rows.size() == 1);
    CHECK(alleles(table.rows[0]) == "A/G");
    CHECK(table.rows[0].neg_log10_p == 6.24);
    CHECK(table.rows[0].frequency == 0.2);
    CHECK(reasons(table) == std::vector<std::string>{"row of another test than ADD",
                                                     "the study says that the test failed",
                                                     "effect missing or not finite"});
}

TEST_CASE("a table is read for one effect, the additive one where it has such rows") {
    const std::string regenie = "CHROM GENPOS ALLELE0 ALLELE1 TEST BETA SE\n";
    const Table recessive = read(regenie + "1 5 G A REC 0.5 0.1\n1 6 G A HET 0.5 0.1\n1 7 G A REC 0.5 0.1\n");
    CHECK(recessive.effect == "REC");
    CHECK(recessive.rows.size() == 2);
    REQUIRE(recessive.unusable.size() == 1);
    CHECK(recessive.unusable[0] == std::pair<std::uint64_t, std::string>(3, "row of another test than REC"));
    const Table both = read(regenie + "1 5 G A DOM 0.7 0.1\n1 5 G A ADD 0.5 0.1\n");
    CHECK(both.effect == "ADD");
    REQUIRE(both.rows.size() == 1);
    CHECK(both.rows[0].beta == 0.5);
    test::requires_error([&] { (void)read(regenie + "1 5 G A DOM 0.7 0.1\n1 5 G A REC 0.5 0.1\n"); }, Fault::bad_data,
                         {"results.txt:3:5 (TEST)", "REC", "DOM"});

    const std::string atria =
        "chromosome\tbase_pair_location\teffect_allele\tother_allele\tbeta\tstandard_error\ttest\tstatus\n";
    const Table cox = read(atria + "1\t5\tA\tG\t0.1\t0.2\tDOM-COX-SCORE\tok\n1\t6\tA\tG\t0.1\t0.2\t#NA\tok\n");
    CHECK(cox.effect == "DOM");
    CHECK(cox.rows.size() == 2);
    CHECK(read(atria + "1\t5\tA\tG\t0.1\t0.2\tCOX-SCORE\tok\n").effect == "ADD");
    CHECK(read(atria + "1\t5\tA\tG\t0.1\t0.2\tADD-INT_SNPxage-T\tok\n").effect == "ADD-INT_SNPxage");
}

TEST_CASE("PLINK 2: A1 may be REF, and an odds ratio becomes its logarithm") {
    const Table table = read(
        "#CHROM\tPOS\tID\tREF\tALT\tA1\tFIRTH?\tTEST\tOBS_CT\tOR\tLOG(OR)_SE\tZ_STAT\tP\tERRCODE\n"
        "1\t5\trs1\tG\tA\tA\tN\tADD\t500\t2\t0.1\t7\t1e-12\t.\n1\t5\trs1\tG\tA\tG\tN\tADD\t500\t0.5\t0.1\t7\t1e-12\t.\n"
        "1\t6\trs2\tG\tA,T\tT\tN\tADD\t500\t0.5\t0.1\t7\t1e-12\t.\n"
        "1\t7\trs3\tG\tA\tA\tN\tADD\t500\tNA\tNA\tNA\tNA\tSEPARATION\n");
    CHECK(table.format == SummaryFormat::plink2);
    REQUIRE(table.rows.size() == 2);
    CHECK(alleles(table.rows[0]) == "A/G");
    CHECK(table.rows[0].beta == Approx(std::log(2)));
    CHECK(alleles(table.rows[1]) == "G/A");
    CHECK(table.rows[1].beta == Approx(-std::log(2)));
    CHECK(reasons(table) == std::vector<std::string>{"the other allele is not clear", "SEPARATION"});

    const Table linear = read(
        "#CHROM\tPOS\tID\tREF\tALT\tA1\tOMITTED\tTEST\tOBS_CT\tBETA\tSE\tT_STAT\tLOG10_P\tERRCODE\n"
        "1\t6\trs2\tG\tA,T\tT\tG\tADD\t500\t0.5\t0.1\t5\t6.1\t.\n");
    REQUIRE(linear.rows.size() == 1);
    CHECK(alleles(linear.rows[0]) == "T/G");
    CHECK(linear.rows[0].neg_log10_p == 6.1);
}

TEST_CASE("a standard error that is missing follows from beta and p, or the row is left out") {
    const double z = 2.5;
    const std::string log_p = std::to_string(math::normal_neg_log10_p(z));
    const std::string header =
        "chromosome,base_pair_location,effect_allele,other_allele,beta,standard_error,neg_log_10_p_value\n";
    const Table table =
        read(header + "1,5,A,G,-0.5,NA," + log_p + "\n1,6,A,G,0.5,,0\n1,7,A,G,0,NA,2\n1,8,A,G,0.5,NA,NA\n");
    REQUIRE(table.rows.size() == 1);
    CHECK(table.rows[0].derived_error);
    CHECK(table.rows[0].standard_error == Approx(0.2).epsilon(1e-5));
    CHECK(table.unusable.size() == 3);

    const Table infinite = read(header + "1,5,A,G,-0.5,inf," + log_p + "\n1,6,A,G,-0.5,+Infinity," + log_p +
                                "\n1,7,A,G,-0.5,1.#INF," + log_p + "\n1,8,A,G,-0.5,nan," + log_p + "\n");
    CHECK(infinite.rows.size() == 1);
    CHECK(reasons(infinite) == std::vector<std::string>(3, "standard error infinite"));
}

TEST_CASE("rows that cannot be used are told with their reason") {
    const Table table = read(ssf + "1\t5\tA\tG\t1\t0\t0.1\t1\trs1\t9\n1\t5\tA\tG\t1\t-2\t0.1\t1\trs1\t9\n" +
                             "7_alt\t5\tA\tG\t1\t2\t0.1\t1\trs1\t9\n1\t0\tA\tG\t1\t2\t0.1\t1\trs1\t9\n" +
                             "1\t5\tA\t.\t1\t2\t0.1\t1\trs1\t9\n1\t5\tA\tA\t1\t2\t0.1\t1\trs1\t9\n" +
                             "1\t5\tA\tG\tinf\t2\t0.1\t1\trs1\t9\n");
    CHECK(table.rows.empty());
    CHECK(reasons(table) == std::vector<std::string>{"standard error not above 0", "standard error not above 0",
                                                     "chromosome not placed or not supported", "position not known",
                                                     "allele not known", "both alleles are the same",
                                                     "effect missing or not finite"});
}

TEST_CASE("what a column cannot hold is an error with its place") {
    const auto refuses = [](const std::string& text, const std::vector<std::string>& pieces) {
        INFO(text);
        test::requires_error([&] { (void)read(text); }, Fault::bad_data, pieces);
    };
    refuses(ssf + "1\t5\tA\tG\thigh\t1\t0.1\t1\trs1\t9\n", {"results.txt:2:5 (beta)", "'high' is no number"});
    refuses(ssf + "1\t5\tA\tG\t1\t1\t1.1\t1\trs1\t9\n", {"results.txt:2:7", "frequency"});
    refuses(ssf + "1\t5\tA\tG\t1\t1\t0.1\t1.1\trs1\t9\n", {"results.txt:2:8", "p in [0, 1]"});
    refuses(ssf + "1\t5\tA\tG\t1\t1\t0.1\tsmall\trs1\t9\n", {"results.txt:2:8", "'small' is no number"});
    refuses(ssf + "1\t5\tA\tG\t1\t1\t0.1\t1\trs1\t-9\n", {"results.txt:2:10", "number of people"});
    refuses(ssf + "1\tfar\tA\tG\t1\t1\t0.1\t1\trs1\t9\n", {"results.txt:2:2", "position"});
    refuses(ssf + "1\t5\tA\tG\t1\t1\n", {"results.txt:2", "6 cells", "10"});
    refuses("", {"empty"});
    refuses("a\tb\n1\t2\n", {"results.txt:1", "no table of results"});
    refuses("chromosome\tbase_pair_location\teffect_allele\tbeta\n", {"other_allele", "standard error or a p"});
    refuses("CHROM GENPOS ID ALLELE0 ALLELE1 BETA.Y1 SE.Y1\n", {"regenie", "BETA"});
    refuses(ssf.substr(0, ssf.size() - 1) + "\tcohort\ttest\tstatus\n", {"by cohort"});
    refuses(ssf.substr(0, ssf.size() - 1) + "\tbeta\n", {"twice"});
    test::requires_error([&] { (void)read(ssf, SummaryFormat::plink2); }, Fault::bad_data, {"plink2", "A1"});
}

TEST_CASE("25 is the mitochondrial genome in tables of the standard and PLINK's part of X in those of programs") {
    const std::string row = "25\t12000\tA\tG\t0.1\t0.2\t0.5\t0.6\trs1\t100\n";
    CHECK(read(ssf + row).rows.at(0).variant.chromosome == chromosome_mt);
    CHECK(read("CHROM GENPOS ALLELE0 ALLELE1 BETA SE\n25 5 A G 1 1\n").rows.at(0).variant.chromosome == chromosome_x);
    CHECK(read("CHROM GENPOS ALLELE0 ALLELE1 BETA SE\n26 5 A G 1 1\n").rows.at(0).variant.chromosome == chromosome_mt);
}

TEST_CASE("every chromosome that a scan writes is read as the same one, from each of its tables") {
    std::vector<Variant> variants;
    for (Chromosome chromosome = 1; chromosome <= last_chromosome; ++chromosome) {
        variants.push_back({chromosome, 12'000, "A", "G", "rs" + std::to_string(chromosome)});
    }
    const TraitResult trait = test::made_up_trait("q", 1, ScanModel::linear);
    ScanRows rows = test::made_up_rows(0, variants.size(), 1, 0);
    for (AssociationRow& row : rows.pooled) { row.pooled.status = RowStatus::ok; }
    for (AssociationRow& row : rows.pooled) { row.pooled.beta = row.pooled.standard_error = 1; }
    for (const std::string& text :
         {pooled_header(trait) + pooled_lines(trait, variants, rows),
          foreign_header(ResultFormat::regenie, trait) + foreign_lines(ResultFormat::regenie, trait, variants, rows),
          foreign_header(ResultFormat::plink2, trait) + foreign_lines(ResultFormat::plink2, trait, variants, rows)}) {
        const Table table = read(text);
        CAPTURE(format_name(table.format));
        REQUIRE(table.rows.size() == variants.size());
        for (std::size_t v = 0; v < variants.size(); ++v) { CHECK(table.rows[v].variant == variants[v]); }
    }
}

}  // namespace
}  // namespace atria::io
