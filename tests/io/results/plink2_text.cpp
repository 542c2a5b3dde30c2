#include "io/results/plink2_text.hpp"

#include "io/results/columns.hpp"
#include "tests/support/scan_rows.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <stdexcept>

using namespace atria;

namespace {

Estimate estimate() {
    Estimate row;
    row.n = 300;
    row.effect_allele_frequency = 0.25;
    row.beta = std::log(1.5);
    row.standard_error = 0.5;
    row.statistic = -0.25;
    row.neg_log10_p = 399.4948500216801;
    row.status = RowStatus::ok;
    return row;
}

std::string line(const io::TraitResult& trait, const Estimate& row, const Variant& variant) {
    std::string text;
    io::append_plink2_line(text, trait, "ADD", variant, row);
    return text;
}

const Variant on_x{23, 12'345, "A", "GT", "rs7"};

}  // namespace

TEST_CASE("a linear line of PLINK 2, with p from log space") {
    CHECK(io::plink2_header(io::ScanModel::linear) ==
          "#CHROM\tPOS\tID\tREF\tALT\tA1\tA1_FREQ\tTEST\tOBS_CT\tBETA\tSE\tT_STAT\tP\tERRCODE\n");
    Estimate row = estimate();
    row.beta = 2;
    CHECK(line(test::made_up_trait("t", 1, io::ScanModel::linear), row, on_x) ==
          "X\t12345\trs7\tGT\tA\tA\t0.25\tADD\t300\t2\t0.5\t-0.25\t3.2e-400\t.\n");
}

TEST_CASE("a logistic line of PLINK 2 has the odds ratio and says whether it is Firth's") {
    CHECK(io::plink2_header(io::ScanModel::logistic) ==
          "#CHROM\tPOS\tID\tREF\tALT\tA1\tA1_FREQ\tFIRTH?\tTEST\tOBS_CT\tOR\tLOG(OR)_SE\tZ_STAT\tP\tERRCODE\n");
    const auto trait = test::made_up_trait("t", 1, io::ScanModel::logistic);
    Estimate row = estimate();
    row.test = TestKind::score;
    CHECK(line(trait, row, on_x) == "X\t12345\trs7\tGT\tA\tA\t0.25\tN\tADD\t300\t1.5\t0.5\t-0.25\t3.2e-400\t.\n");
    row.test = TestKind::firth;
    CHECK_THAT(line(trait, row, on_x), Catch::Contains("\t0.25\tY\tADD\t"));
}

TEST_CASE("REF is the allele that the study says, and the other allele while it says nothing") {
    auto trait = test::made_up_trait("t", 1, io::ScanModel::linear);
    const Variant variant{1, 5, "A", "G", "rs1"};
    const auto alleles = [&](const char* reference) {
        trait.reference_allele = reference;
        return line(trait, estimate(), variant).substr(0, 15);
    };
    CHECK(alleles("") == "1\t5\trs1\tG\tA\tA\t0");
    CHECK(alleles("OA") == "1\t5\trs1\tG\tA\tA\t0");
    CHECK(alleles("EA") == "1\t5\trs1\tA\tG\tA\t0");
}

TEST_CASE("a row of PLINK 2 without an estimate has NA and an error code") {
    Estimate row;
    row.n = 10;
    row.status = RowStatus::monomorphic;
    const auto trait = test::made_up_trait("t", 1, io::ScanModel::linear);
    CHECK(line(trait, row, {25, 1, "A", "G", ""}) ==
          "MT\t1\t.\tG\tA\tA\tNA\tADD\t10\tNA\tNA\tNA\tNA\tCONST_OMITTED_ALLELE\n");
    CHECK_THAT(line(trait, row, {24, 1, "A", "G", ""}), Catch::StartsWith("Y\t1\t"));
    // The words that PLINK 2 knows; only rows with an estimate have none.
    const std::set<std::string_view> words{"SAMPLE_CT<=PREDICTOR_CT", "CONST_OMITTED_ALLELE", "RANK_DEFICIENT",
                                           "LOGISTIC_CONVERGE_FAIL",  "SEPARATION",           "INVALID_RESULT"};
    for (int status = 0; status < io::row_statuses; ++status) {
        row.status = static_cast<RowStatus>(status);
        const bool estimated = row.status == RowStatus::ok || row.status == RowStatus::expansion;
        CHECK((io::plink2_error(row) == ".") == estimated);
        if (!estimated) { CHECK(words.contains(io::plink2_error(row))); }
    }
    row.status = RowStatus::not_converged;
    row.test = TestKind::firth;
    CHECK(io::plink2_error(row) == "FIRTH_CONVERGE_FAIL");
}

TEST_CASE("PLINK 2 has no layout for Cox models") {
    CHECK_THROWS_AS(io::plink2_header(io::ScanModel::cox), std::logic_error);
    CHECK_THROWS_AS(io::plink2_ending(io::ScanModel::cox), std::logic_error);
}
