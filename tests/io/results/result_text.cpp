#include "io/results/result_text.hpp"

#include "tests/support/scan_rows.hpp"

#include <catch2/catch.hpp>
#include <sstream>

using namespace atria;

namespace {

std::vector<std::string> cells(const std::string& line) {
    std::vector<std::string> result;
    std::istringstream stream(line);
    for (std::string cell; std::getline(stream, cell, '\t');) { result.push_back(cell); }
    if (!result.empty() && result.back().ends_with('\n')) { result.back().pop_back(); }
    return result;
}

Variant variant(const std::string& id) { return {23, 12'345, "A", "GT", id}; }

}  // namespace

TEST_CASE("the linear header is the GWAS-SSF order, then ours") {
    const auto trait = test::made_up_trait("sbp", 2, io::ScanModel::linear);
    CHECK(io::pooled_header(trait) ==
          "chromosome\tbase_pair_location\teffect_allele\tother_allele\tbeta\tstandard_error\teffect_allele_frequency\t"
          "p_value\tneg_log_10_p_value\trsid\tvariant_id\tref_allele\tn\tmac\ttest\tstatus\tt_statistic\tdegrees_of_"
          "freedom\t"
          "n_cohorts\tdirection\thet_q\thet_i2\thet_p\tbeta_fixed\tse_fixed\tp_fixed\tbeta_random\tse_random\tp_"
          "random\n");
    CHECK(io::cohort_header(trait) ==
          "chromosome\tbase_pair_location\teffect_allele\tother_allele\tbeta\tstandard_error\teffect_allele_frequency\t"
          "p_value\tneg_log_10_p_value\trsid\tvariant_id\tref_allele\tcohort\tn\tmac\ttest\tstatus\tt_statistic\t"
          "degrees_of_freedom\n");
}

TEST_CASE("the Cox header has events, hazard ratio and likelihoods") {
    const auto names = cells(io::pooled_header(test::made_up_trait("af", 2, io::ScanModel::cox)));
    const std::vector<std::string> after_ref{"n",
                                             "n_events",
                                             "mac",
                                             "effect_alleles_events",
                                             "effect_allele_frequency_events",
                                             "effect_alleles_no_event",
                                             "effect_allele_frequency_no_event",
                                             "test",
                                             "status",
                                             "hazard_ratio",
                                             "score_chisq",
                                             "log_likelihood",
                                             "log_likelihood_null",
                                             "zph_chisq",
                                             "zph_p",
                                             "n_cohorts"};
    CHECK(std::vector<std::string>(names.begin() + 12, names.begin() + 28) == after_ref);
}

TEST_CASE("a row is written cell by cell") {
    const auto trait = test::made_up_trait("sbp", 3, io::ScanModel::linear);
    ScanRows rows;
    AssociationRow row;
    row.pooled.n = 300;
    row.pooled.effect_allele_frequency = 0.25;
    row.pooled.mac = 150;
    row.pooled.beta = -0.125;
    row.pooled.standard_error = 0.5;
    row.pooled.statistic = -0.25;
    row.pooled.degrees_of_freedom = 296;
    row.pooled.neg_log10_p = 399.4948500216801;
    row.pooled.status = RowStatus::ok;
    row.meta.cohorts = 2;
    row.meta.q = 1.5;
    row.meta.i2 = 0;
    row.meta.q_neg_log10_p = 1;
    rows.pooled = {row};
    Estimate up = row.pooled;
    up.beta = 2;
    Estimate none;
    none.status = RowStatus::monomorphic;
    none.n = 10;
    rows.cohorts = {{row.pooled}, {none}, {up}};
    const std::vector<Variant> variants{variant("rs77")};

    CHECK(io::pooled_lines(trait, variants, rows) ==
          "23\t12345\tA\tGT\t-0.125\t0.5\t0.25\t3.2e-400\t399.494850022\trs77\t23_12345_GT_A\t#NA\t300\t150\tADD-"
          "T\tok\t-0.25\t"
          "296\t2\t-?+\t1.5\t0\t0.1\t#NA\t#NA\t#NA\t#NA\t#NA\t#NA\n");

    std::istringstream lines(io::cohort_lines(trait, variants, rows));
    std::string line;
    std::getline(lines, line);
    CHECK(cells(line)[12] == "cohort0");
    std::getline(lines, line);
    CHECK(line ==
          "23\t12345\tA\tGT\t#NA\t#NA\t#NA\t#NA\t#NA\trs77\t23_12345_GT_A\t#NA\tcohort1\t10\t#NA\tADD-T\tmonomorphic\t#"
          "NA\t"
          "#NA");
    std::getline(lines, line);
    CHECK(cells(line)[4] == "2");
    CHECK_FALSE(std::getline(lines, line));
}

TEST_CASE("ids and alleles follow the standard") {
    CHECK(io::variant_id(variant("x")) == "23_12345_GT_A");
    Variant long_one = variant("x");
    long_one.effect_allele = std::string(50, 'A');
    CHECK(io::variant_id(long_one) == "23_12345_GT_" + std::string(50, 'A'));
    long_one.effect_allele += 'A';
    CHECK(io::variant_id(long_one) == "23_12345_GT_LONG_STRING");
    long_one.other_allele = "<DEL>";
    CHECK(io::variant_id(long_one) == "23_12345_LONG_STRING_LONG_STRING");

    const auto trait = test::made_up_trait("sbp", 1, io::ScanModel::linear);
    const auto rsid = [&](const std::string& id) {
        const std::vector<Variant> variants{variant(id)};
        return cells(io::pooled_lines(trait, variants, test::made_up_rows(0, 1, 1, 0)))[9];
    };
    CHECK(rsid("rs1") == "rs1");
    CHECK(rsid("rs") == "#NA");
    CHECK(rsid("rs12x") == "#NA");
    CHECK(rsid("sim1_5") == "#NA");
}

TEST_CASE("rows that do not fit their variants are our bug") {
    const auto trait = test::made_up_trait("sbp", 2, io::ScanModel::linear);
    const std::vector<Variant> variants{variant("rs1"), variant("rs2")};
    CHECK_THROWS_AS(io::pooled_lines(trait, variants, test::made_up_rows(0, 1, 2, 0)), std::logic_error);
    CHECK_THROWS_AS(io::cohort_lines(trait, variants, test::made_up_rows(0, 2, 3, 0)), std::logic_error);
}

TEST_CASE("leave-one-out is the last of a pooled row, by the name of the cohort") {
    auto trait = test::made_up_trait("sbp", 2, io::ScanModel::linear);
    const std::string plain = io::pooled_header(trait);
    ScanRows rows = test::made_up_rows(0, 2, 2, 0);
    const std::vector<Variant> variants{variant("rs1"), variant("rs2")};
    const std::string plain_lines = io::pooled_lines(trait, variants, rows);
    trait.leave_one_out = true;
    CHECK(io::pooled_header(trait) == plain.substr(0, plain.size() - 1) + "\tloo_max_change\tloo_cohort\n");
    CHECK_THROWS(io::pooled_lines(trait, variants, rows));
    rows.leave_one_out = {{-0.25, 1}, {}};
    std::string expected = plain_lines;
    expected.insert(expected.find('\n'), "\t-0.25\tcohort1");
    expected.insert(expected.size() - 1, "\t#NA\t#NA");
    CHECK(io::pooled_lines(trait, variants, rows) == expected);
}

TEST_CASE("rows of features have a name in place of a variant, and mean and sd in place of frequency and count") {
    auto trait = test::made_up_trait("sbp", 1, io::ScanModel::linear);
    trait.predictors = "proteins";
    CHECK(io::cohort_header(trait) ==
          "predictor\tbeta\tstandard_error\tp_value\tneg_log_10_p_value\tcohort\tn\tmean\tsd\ttest\tstatus\t"
          "t_statistic\tdegrees_of_freedom\n");
    Variant feature;
    feature.id = "IL6";
    ScanRows rows = test::made_up_rows(1, 1, 1, 0);
    rows.pooled[0].pooled.predictor_mean = 2.5;
    rows.pooled[0].pooled.predictor_sd = 0.5;
    const auto names = cells(io::pooled_header(trait));
    const auto row = cells(io::pooled_lines(trait, {&feature, 1}, rows));
    REQUIRE(row.size() == names.size());
    CHECK(row[0] == "IL6");
    CHECK(names[6] == "mean");
    CHECK(row[6] == "2.5");
    CHECK(row[7] == "0.5");
    trait.model = io::ScanModel::cox;
    CHECK(io::pooled_header(trait).find("neg_log_10_p_value\tn\tn_events\tmean\tsd\ttest") != std::string::npos);
    trait.model = io::ScanModel::logistic;
    CHECK(io::pooled_header(trait).find("neg_log_10_p_value\tn\tn_cases\tn_controls\tmean\tsd\ttest") !=
          std::string::npos);
}
