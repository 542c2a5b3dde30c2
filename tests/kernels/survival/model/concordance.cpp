#include "kernels/survival/model/concordance.hpp"

#include "tests/support/closeness.hpp"
#include "tests/support/golden_rows.hpp"
#include "tests/support/plain_concordance.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace atria::survival {
namespace {

constexpr PairWeight kinds[] = {PairWeight::n, PairWeight::n_over_g2, PairWeight::s, PairWeight::s_over_g};

std::vector<double> first_column(const SurvivalRows& rows) { return {rows.x.col(0).begin(), rows.x.col(0).end()}; }

void check_sums(const ConcordanceSums& sums, const ConcordanceSums& expected, double tolerance) {
    const std::vector<double> numbers = sums.numbers();
    const std::vector<double> known = expected.numbers();
    for (std::size_t k = 0; k < numbers.size(); ++k) {
        CAPTURE(k);
        CHECK(numbers[k] == Approx(known[k]).epsilon(tolerance).margin(tolerance));
    }
}

TEST_CASE("concordance of lung is R's: all weights of pairs, strata, clusters, late entries") {
    const test::GoldenTable table("concordance.tsv");
    const std::string people = "concordance_people.tsv";
    for (std::size_t i = 0; i < table.rows(); ++i) {
        const std::string& which = table.word(i, "case");
        const bool late = which.starts_with("late");
        const bool stratified = which.ends_with("stratified");
        const bool weighted = which != "plain" && which != "late";
        SurvivalRows rows = test::golden_rows(people, {"time",
                                                       "status",
                                                       {"risk", "cluster"},
                                                       late ? "entry" : "",
                                                       weighted ? "weight" : "",
                                                       stratified ? "stratum" : ""});
        if (which == "clustered") {
            for (const double cluster : rows.x.col(1)) { rows.cluster.push_back(static_cast<std::uint32_t>(cluster)); }
        }
        ConcordanceRule rule;
        for (const PairWeight kind : kinds) {
            if (table.word(i, "timewt") == name_of(kind)) { rule.weight = kind; }
        }
        if (table.word(i, "until") != "Inf") { rule.until = ticks_of(table.number(i, "until")); }
        const ConcordanceSums sums = concordance_sums(rows, first_column(rows), rule);
        const Concordance result = concordance(sums);
        CAPTURE(which, table.word(i, "timewt"), table.word(i, "until"));
        CHECK(test::relative_difference(result.value, table.number(i, "value")) < 1e-13);
        CHECK(test::relative_difference(result.standard_error, table.number(i, "se")) < 1e-12);
        CHECK(sums.concordant == Approx(table.number(i, "concordant")).epsilon(1e-12));
        CHECK(sums.discordant == Approx(table.number(i, "discordant")).epsilon(1e-12));
        CHECK(sums.tied_x == Approx(table.number(i, "tied_x")).epsilon(1e-12));
        CHECK(sums.tied_y == Approx(table.number(i, "tied_y")).epsilon(1e-12));
        CHECK(sums.tied_xy == Approx(table.number(i, "tied_xy")).epsilon(1e-12));
    }
}

TEST_CASE("the Cox model of lung has the concordance that R prints for it") {
    // coxph(Surv(time, status) ~ age + sex + ph.ecog, lung): coefficients converged, fit$concordance
    const SurvivalRows rows = test::golden_rows("aft_lung.tsv", {"time", "status", {"age", "sex", "ph.ecog"}});
    const Eigen::Vector3d beta(0.0110667645961, -0.552612395532, 0.463728475116);
    std::vector<double> risk;
    for (Eigen::Index i = 0; i < rows.x.rows(); ++i) {
        // summed in another order for every other row: equal people stay tied
        const Eigen::Vector3d terms = rows.x.row(i).transpose().cwiseProduct(beta);
        risk.push_back(i % 2 == 0 ? (terms[0] + terms[1]) + terms[2] : terms[0] + (terms[1] + terms[2]));
    }
    const ConcordanceSums sums = concordance_sums(rows, risk);
    CHECK(sums.concordant == 12544);
    CHECK(sums.discordant == 7117);
    CHECK(sums.tied_x == 126);
    CHECK(sums.tied_y == 28);
    CHECK(concordance(sums).value == Approx(0.637135493).epsilon(1e-9));
    CHECK(concordance(sums).standard_error == Approx(0.0250679738531).epsilon(1e-11));
}

TEST_CASE("random rows have the pairs that a look at every pair finds, and cohorts add up") {
    std::mt19937_64 random(21);
    for (int trial = 0; trial < 30; ++trial) {
        SurvivalRows rows;
        rows.strata = 3;
        const bool late = trial % 3 == 0;
        std::vector<double> risk;
        for (std::uint32_t i = 0; i < 70; ++i) {
            const int entry = static_cast<int>(random() % 8);
            rows.exit.push_back(ticks_of((late ? entry : 0) + 1 + static_cast<int>(random() % 12)));
            if (late) { rows.entry.push_back(ticks_of(entry)); }
            rows.event.push_back(static_cast<std::uint32_t>(random() % 3));
            rows.weight.push_back(1 + static_cast<double>(random() % 5) / 3);
            rows.stratum.push_back(static_cast<std::uint32_t>(random() % 9 / 4));
            rows.person.push_back(i / 2);
            risk.push_back(static_cast<double>(random() % 11) / 3);
        }
        rows.x.resize(70, 0);
        ConcordanceRule rule;
        if (!late) { rule.weight = kinds[trial % 4]; }
        if (trial % 2 == 1) { rule.until = ticks_of(8); }
        const ConcordanceSums sums = concordance_sums(rows, risk, rule);
        check_sums(sums, test::plain_concordance(rows, risk, rule), 1e-11);

        ConcordanceSums added = sums;
        added.add(ConcordanceSums::from_numbers(sums.numbers()));
        CHECK(concordance(added).value == concordance(sums).value);
        CHECK(concordance(added).standard_error == Approx(concordance(sums).standard_error / std::sqrt(2.0)));
        rows.stratum.clear();
        rows.strata = 1;
        check_sums(concordance_sums(rows, risk, rule), test::plain_concordance(rows, risk, rule), 1e-11);
    }
}

TEST_CASE("perfect risks have no error, and without a pair there is no concordance") {
    SurvivalRows rows;
    std::vector<double> risk;
    for (int i = 1; i < 30; ++i) {
        rows.exit.push_back(ticks_of(i));
        rows.event.push_back(1);
        risk.push_back(-i / 7.0);
    }
    CHECK(concordance(concordance_sums(rows, risk)).value == 1);
    CHECK(concordance(concordance_sums(rows, risk)).standard_error == 0);
    std::fill(rows.event.begin(), rows.event.end(), 0);
    CHECK(std::isnan(concordance(concordance_sums(rows, risk)).value));
    CHECK(std::isnan(concordance(concordance_sums({}, {})).value));
}

}  // namespace
}  // namespace atria::survival
