#include "kernels/survival/curves/log_rank.hpp"

#include "tests/support/closeness.hpp"
#include "tests/support/curve_people.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

namespace atria::survival {
namespace {

std::vector<double> list(const std::string& text) {
    std::vector<double> answer;
    std::istringstream stream(text);
    for (std::string field; std::getline(stream, field, ',');) { answer.push_back(std::stod(field)); }
    return answer;
}

LogRankSums over(const std::vector<SurvivalRows>& cohorts, const LogRankWeight& weight) {
    LogRankSums sums = log_rank_sums(cohorts.front(), weight);
    for (std::size_t c = 1; c < cohorts.size(); ++c) { sums.add(log_rank_sums(cohorts[c], weight)); }
    return sums;
}

TEST_CASE("log-rank tests of the rho family are those of R's survdiff, and with entries the exact score test") {
    const test::GoldenTable golden("curves_log_rank.tsv");
    for (std::size_t row = 0; row < golden.rows(); ++row) {
        INFO(golden.word(row, "set") << " " << golden.word(row, "strata") << " " << golden.word(row, "rho"));
        SurvivalRows rows = test::curve_people(golden.word(row, "set"));
        if (golden.word(row, "strata") == "0") { rows = test::without_strata(rows); }
        const LogRankWeight weight{golden.number(row, "rho"), 0};
        const LogRankSums sums = log_rank_sums(rows, weight);
        const CurveTest own = log_rank_test(sums);
        CHECK(own.status == CurveTestStatus::ok);
        CHECK(test::relative_difference(own.chi_square, golden.number(row, "chi_square")) < 1e-10);
        CHECK(own.degrees_of_freedom == golden.number(row, "df"));
        CHECK(test::relative_difference(own.neg_log10_p, golden.number(row, "neg_log10_p")) < 1e-10);
        const std::vector<double> observed = list(golden.word(row, "observed"));
        const std::vector<double> expected = list(golden.word(row, "expected"));
        for (std::size_t k = 0; k < observed.size(); ++k) {
            CHECK(test::relative_difference(sums.observed[static_cast<Eigen::Index>(k)], observed[k]) < 1e-12);
            CHECK(test::relative_difference(sums.expected[static_cast<Eigen::Index>(k)], expected[k]) < 1e-12);
        }
        if (golden.word(row, "strata") == "1") {
            const LogRankSums cohorts = over(test::cohorts_by_stratum(rows), weight);
            CHECK((cohorts.expected - sums.expected).norm() < 1e-12 * sums.expected.norm());
            CHECK((cohorts.variance - sums.variance).norm() < 1e-12 * sums.variance.norm());
        }
    }
}

TEST_CASE("the log-rank test of lung by sex is the exact Cox score test") {
    // coxph(Surv(time, status) ~ sex, lung, ties = "exact")$score
    const CurveTest test = log_rank_test(log_rank_sums(test::curve_people("lung")));
    CHECK(test.chi_square == Approx(10.3267419549).epsilon(1e-11));
}

TEST_CASE("the log-rank test of aml by hand") {
    const LogRankSums sums = log_rank_sums(test::curve_people("aml"));
    CHECK(sums.observed[0] == 7);
    CHECK(sums.observed[1] == 11);
    CHECK(log_rank_test(sums).chi_square == Approx(3.39638869898).epsilon(1e-11));
}

TEST_CASE("late and early differences weigh as Fleming and Harrington say") {
    // Two groups, events at 1 2 3 4 in turn; at time t the survival before it is 1 - (t - 1) / 4.
    SurvivalRows rows;
    for (const int time : {1, 2, 3, 4}) { rows.exit.push_back(ticks_of(time)); }
    rows.event = {1, 1, 1, 1};
    rows.group = {0, 1, 0, 1};
    rows.groups = 2;
    const LogRankSums sums = log_rank_sums(rows, {1, 2});
    const std::vector<double> weight{0, 0.75 * 0.0625, 0.5 * 0.25, 0.25 * 0.5625};
    CHECK(sums.observed[0] == Approx(weight[2]).epsilon(1e-14));
    CHECK(sums.expected[0] == Approx(weight[1] / 3 + weight[2] / 2).epsilon(1e-14));
    CHECK(sums.variance(0, 0) == Approx(weight[1] * weight[1] * 2 / 9 + weight[2] * weight[2] / 4).epsilon(1e-14));
}

TEST_CASE("whole weights are people, and causes count alike") {
    const SurvivalRows rows = test::random_rows(31, 120, true);
    SurvivalRows people;
    people.groups = rows.groups;
    people.strata = rows.strata;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        for (int copy = 0; copy < static_cast<int>(rows.weight[i]); ++copy) {
            test::append_row(rows, i, people);
            people.weight.back() = 1;
            people.event.back() = rows.event[i] > 0 ? 1 : 0;
        }
    }
    people.person.clear();
    const LogRankSums a = log_rank_sums(rows, {0.5, 0});
    const LogRankSums b = log_rank_sums(people, {0.5, 0});
    CHECK((a.observed - b.observed).norm() < 1e-13 * b.observed.norm());
    CHECK((a.expected - b.expected).norm() < 1e-13 * b.expected.norm());
    CHECK((a.variance - b.variance).norm() < 1e-13 * b.variance.norm());
}

TEST_CASE("the order of the rows changes no bit of a log-rank test, and a list of numbers holds the sums") {
    const SurvivalRows rows = test::random_rows(32, 150, false);
    const LogRankSums sums = log_rank_sums(rows, {1, 1});
    const std::vector<double> numbers = sums.numbers();
    CHECK(log_rank_sums(test::shuffled(rows, 3), {1, 1}).numbers() == numbers);
    CHECK(LogRankSums::from_numbers(numbers).numbers() == numbers);
}

TEST_CASE("groups that never meet are not compared") {
    SurvivalRows rows;
    for (const int time : {1, 2, 3, 4}) { rows.exit.push_back(ticks_of(time)); }
    rows.event = {1, 1, 1, 1};
    rows.group = {0, 0, 1, 1};
    rows.stratum = {0, 0, 1, 1};
    rows.groups = 3;
    rows.strata = 2;
    CHECK(log_rank_test(log_rank_sums(rows)).status == CurveTestStatus::no_comparison);
    rows.event = {0, 0, 0, 0};
    CHECK(log_rank_test(log_rank_sums(rows)).status == CurveTestStatus::no_comparison);
    CHECK(log_rank_test(log_rank_sums(SurvivalRows())).status == CurveTestStatus::no_comparison);
}

}  // namespace
}  // namespace atria::survival
