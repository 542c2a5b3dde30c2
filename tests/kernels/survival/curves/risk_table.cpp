#include "kernels/survival/curves/risk_table.hpp"

#include "tests/support/closeness.hpp"
#include "tests/support/curve_people.hpp"

#include <catch2/catch.hpp>
#include <vector>

namespace atria::survival {
namespace {

bool same(const std::vector<double>& a, const std::vector<double>& b) {
    if (a.size() != b.size()) { return false; }
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!test::same_bits(a[i], b[i])) { return false; }
    }
    return true;
}

RiskTables pooled(const std::vector<SurvivalRows>& cohorts, std::uint32_t causes) {
    RiskTables sum = risk_tables(cohorts.front(), causes);
    for (std::size_t c = 1; c < cohorts.size(); ++c) { sum.add(risk_tables(cohorts[c], causes)); }
    return sum;
}

TEST_CASE("a risk table counts whom a plain look at the rows finds") {
    for (std::uint32_t trial = 0; trial < 40; ++trial) {
        const SurvivalRows rows = test::random_rows(trial, 1 + trial * 2, trial % 2 == 0);
        const RiskTables tables = risk_tables(rows, 2);
        REQUIRE(tables.group.size() == 3);
        for (std::uint32_t k = 0; k < 3; ++k) {
            const RiskTable& table = tables.group[k];
            for (std::size_t t = 0; t < table.time.size(); ++t) {
                const Ticks time = table.time[t];
                double people = 0;
                double weight = 0;
                double first = 0;
                double second = 0;
                double ended = 0;
                double began = 0;
                for (std::size_t i = 0; i < rows.rows(); ++i) {
                    if (rows.group[i] != k) { continue; }
                    const bool at_risk = rows.entry[i] < time && time <= rows.exit[i];
                    people += at_risk ? 1 : 0;
                    weight += at_risk ? rows.weight[i] : 0;
                    first += rows.exit[i] == time && rows.event[i] == 1 ? 1 : 0;
                    second += rows.exit[i] == time && rows.event[i] == 2 ? rows.weight[i] : 0;
                    bool goes_on = false;
                    bool went_before = false;
                    for (std::size_t j = 0; j < rows.rows(); ++j) {
                        if (rows.person[j] != rows.person[i]) { continue; }
                        goes_on = goes_on || rows.entry[j] == rows.exit[i];
                        went_before = went_before || rows.exit[j] == rows.entry[i];
                    }
                    ended += rows.exit[i] == time && rows.event[i] == 0 && !goes_on ? 1 : 0;
                    began += rows.entry[i] == time && !went_before ? 1 : 0;
                }
                REQUIRE(table.people.at_risk[t] == people);
                REQUIRE(table.weight.at_risk[t] == Approx(weight).epsilon(1e-14));
                REQUIRE(table.people.events[0][t] == first);
                REQUIRE(table.weight.events[1][t] == Approx(second).epsilon(1e-14));
                REQUIRE(table.people.censored[t] == ended);
                REQUIRE(table.people.entered[t] == began);
            }
        }
    }
}

TEST_CASE("the tables of cohorts add to the table of their pooled rows") {
    for (std::uint32_t trial = 0; trial < 20; ++trial) {
        const bool whole = trial % 2 == 0;
        const SurvivalRows rows = test::random_rows(100 + trial, 90, whole);
        RiskTables sum = pooled(test::cohorts_of(rows, 2 + trial % 5), 2);
        const RiskTables all = risk_tables(rows, 2);
        for (std::uint32_t k = 0; k < 3; ++k) {
            REQUIRE(sum.group[k].rows == all.group[k].rows);
            REQUIRE(sum.group[k].whole_weights == all.group[k].whole_weights);
            // A time at which rows of one person only meet with the same weight may stand in neither.
            REQUIRE(sum.group[k].time == all.group[k].time);
        }
        if (whole) {
            REQUIRE(same(sum.numbers(), all.numbers()));
            continue;
        }
        const std::vector<double> a = sum.numbers();
        const std::vector<double> b = all.numbers();
        test::Worst worst;
        for (std::size_t i = 0; i < a.size(); ++i) { worst.see(test::relative_difference(a[i], b[i])); }
        CHECK(worst.value() < 1e-14);
    }
}

TEST_CASE("the order of the rows changes no bit of a risk table, and a list of numbers holds all of it") {
    for (std::uint32_t trial = 0; trial < 20; ++trial) {
        const SurvivalRows rows = test::random_rows(200 + trial, 70, false);
        const RiskTables tables = risk_tables(rows, 2);
        const std::vector<double> numbers = tables.numbers();
        REQUIRE(same(numbers, risk_tables(test::shuffled(rows, trial), 2).numbers()));
        REQUIRE(same(numbers, RiskTables::from_numbers(numbers).numbers()));
    }
}

TEST_CASE("a cohort without rows adds nothing") {
    SurvivalRows nobody;
    nobody.groups = 3;
    const SurvivalRows rows = test::random_rows(7, 30, true);
    RiskTables sum = risk_tables(nobody, 2);
    REQUIRE(sum.group.size() == 3);
    CHECK(sum.group[0].time.empty());
    sum.add(risk_tables(rows, 2));
    CHECK(same(sum.numbers(), risk_tables(rows, 2).numbers()));
}

}  // namespace
}  // namespace atria::survival
