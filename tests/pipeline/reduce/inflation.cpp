#include "pipeline/reduce/inflation.hpp"

#include "kernels/math/genomic_control.hpp"
#include "kernels/math/tails.hpp"
#include "tests/support/scan_rows.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace atria;
using pipeline::Inflation;

namespace {

/// The passes over blocks of a trait's rows.
void find_out(Inflation& inflation, const std::vector<ScanRows>& blocks) {
    for (int pass = 0; !inflation.known(); ++pass) {
        REQUIRE(pass < 8);
        for (const ScanRows& block : blocks) {
            const ScanRows* pointer = &block;
            inflation.add({&pointer, 1}, io::one_after_the_other());
        }
        inflation.end_pass();
    }
}

double lambda_of(std::vector<double> neg_log10_p) {
    for (double& value : neg_log10_p) {
        const double z = math::normal_from_neg_log10_p(value);
        value = z * z;
    }
    return math::genomic_control_lambda(std::move(neg_log10_p));
}

}  // namespace

TEST_CASE("lambda counts the variants with an estimate, and none that a filter took out") {
    std::vector<ScanRows> blocks{test::made_up_rows(0, 300, 2, 0), test::made_up_rows(300, 701, 2, 0)};
    std::vector<double> pooled;
    std::vector<double> fixed;
    std::vector<double> second;
    for (ScanRows& block : blocks) {
        for (std::size_t v = 0; v < block.pooled.size(); ++v) {
            AssociationRow& row = block.pooled[v];
            row.meta.fixed_neg_log10_p = 0.001 * static_cast<double>(v % 97);
            if (v % 5 == 0) { row.pooled.status = RowStatus::filtered; }
            if (v % 5 == 0) { continue; }
            if (row.pooled.status == RowStatus::ok) { pooled.push_back(row.pooled.neg_log10_p); }
            fixed.push_back(row.meta.fixed_neg_log10_p);
            if (block.cohorts[1][v].status == RowStatus::ok) { second.push_back(block.cohorts[1][v].neg_log10_p); }
        }
    }
    Inflation of_results = pipeline::inflation_of_results();
    Inflation of_cohorts = pipeline::inflation_of_cohorts(2);
    find_out(of_results, blocks);
    find_out(of_cohorts, blocks);
    CHECK(of_results.lambda(0) == lambda_of(pooled));
    CHECK(of_results.count(0) == pooled.size());
    CHECK(of_results.lambda(1) == lambda_of(fixed));
    CHECK(std::isnan(of_results.lambda(2)));  // no random effects in these rows
    CHECK(of_cohorts.lambda(1) == lambda_of(second));
    std::ranges::reverse(blocks);
    Inflation again = pipeline::inflation_of_cohorts(2);
    find_out(again, blocks);
    CHECK(again.lambda(1) == of_cohorts.lambda(1));
}

TEST_CASE("no rows, no lambda") {
    Inflation inflation = pipeline::inflation_of_results();
    find_out(inflation, {});
    CHECK(std::isnan(inflation.lambda(0)));
}
