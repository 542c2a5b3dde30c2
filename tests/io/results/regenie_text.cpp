#include "io/results/regenie_text.hpp"

#include "tests/support/scan_rows.hpp"

#include <catch2/catch.hpp>

using namespace atria;

namespace {

Estimate estimate() {
    Estimate row;
    row.n = 300;
    row.n_cases = 100;
    row.n_events = 70;
    row.effect_allele_frequency = 0.25;
    row.beta = -0.125;
    row.standard_error = 0.5;
    row.neg_log10_p = 1.3010299956639813;  // p = 0.05
    row.status = RowStatus::ok;
    return row;
}

std::string line(io::ScanModel model, const Estimate& row, const Variant& variant = {23, 12'345, "A", "GT", "rs7"}) {
    std::string text;
    io::append_regenie_line(text, test::made_up_trait("t", 1, model), "ADD", variant, row);
    return text;
}

}  // namespace

TEST_CASE("REGENIE's columns, with cases where there are some") {
    CHECK(io::regenie_header(io::ScanModel::linear) ==
          "CHROM GENPOS ID ALLELE0 ALLELE1 A1FREQ N TEST BETA SE CHISQ LOG10P EXTRA\n");
    const char* const with_cases =
        "CHROM GENPOS ID ALLELE0 ALLELE1 A1FREQ N N_CASES N_CONTROLS TEST BETA SE CHISQ LOG10P EXTRA\n";
    CHECK(io::regenie_header(io::ScanModel::logistic) == with_cases);
    CHECK(io::regenie_header(io::ScanModel::cox) == with_cases);
}

TEST_CASE("a REGENIE line: ALLELE1 is the effect allele, CHISQ belongs to LOG10P, cases are events in Cox models") {
    // 3.84145882069 is the 95th percentile of chi-square with one degree of freedom.
    CHECK(line(io::ScanModel::linear, estimate()) ==
          "23 12345 rs7 GT A 0.25 300 ADD -0.125 0.5 3.84145882069 1.30102999566 NA\n");
    CHECK(line(io::ScanModel::logistic, estimate()) ==
          "23 12345 rs7 GT A 0.25 300 100 200 ADD -0.125 0.5 3.84145882069 1.30102999566 NA\n");
    CHECK(line(io::ScanModel::cox, estimate()) ==
          "23 12345 rs7 GT A 0.25 300 70 230 ADD -0.125 0.5 3.84145882069 1.30102999566 NA\n");
}

TEST_CASE("what is missing in a REGENIE line is NA, and EXTRA says why") {
    Estimate row;
    row.n = 10;
    row.status = RowStatus::monomorphic;
    CHECK(line(io::ScanModel::linear, row, {25, 1, "A", "G", ""}) == "MT 1 NA G A NA 10 ADD NA NA NA NA monomorphic\n");
    row.status = RowStatus::not_converged;
    CHECK_THAT(line(io::ScanModel::linear, row), Catch::EndsWith(" TEST_FAIL\n"));
    row.status = RowStatus::infinite_estimate;
    CHECK_THAT(line(io::ScanModel::cox, row), Catch::EndsWith(" TEST_FAIL\n"));
    row = estimate();
    row.status = RowStatus::expansion;
    CHECK_THAT(line(io::ScanModel::cox, row), Catch::EndsWith(" 1.30102999566 expansion\n"));
}

TEST_CASE("CHISQ and LOG10P go beyond the range of a double's p") {
    Estimate row = estimate();
    row.neg_log10_p = 399.4948500216801;
    // R: qchisq(-399.4948500216801 * log(10), 1, lower.tail = FALSE, log.p = TRUE)
    CHECK_THAT(line(io::ScanModel::linear, row),
               Catch::Contains(" 1831.776058") && Catch::Contains(" 399.494850022 NA\n"));
}
