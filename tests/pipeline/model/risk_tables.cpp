#include "pipeline/comm/one_rank.hpp"
#include "pipeline/model/fit_model.hpp"
#include "pipeline/model/model_checks.hpp"
#include "tests/support/records_table.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace atria;
using pipeline::ModelResult;

namespace {

/// A Cox model without covariates, in which everybody has the hazard of his cohort.
ModelResult fitted(const test::RecordsTable& table, const std::string& outcome, std::vector<double> horizons,
                   const std::string& cohort_column = "") {
    pipeline::ModelRequest request = test::RecordsTable::request();
    request.outcome = pipeline::parse_outcome(outcome);
    request.cause = 1;
    request.ties = "breslow";
    request.confidence_type = "plain";
    request.horizons = std::move(horizons);
    request.risks = true;
    const pipeline::TableRecords records = table.records(cohort_column);
    pipeline::ModelRows rows = pipeline::read_model_rows(request, records);
    pipeline::keep_one_cause(request, rows);
    std::vector<std::size_t> sizes;
    for (const pipeline::ModelCohort& cohort : rows.cohorts) { sizes.push_back(cohort.analysed); }
    const pipeline::OneRank alone;
    const pipeline::CohortOwners owners(sizes, 1);
    return pipeline::fit_model(request, rows, records, pipeline::CohortRounds(alone, owners));
}

const io::ModelTable::Column& column(const ModelResult& result, const std::string& table, const std::string& name) {
    const auto found = std::ranges::find(result.tables, table, &io::ModelTable::name);
    REQUIRE(found != result.tables.end());
    const auto place = std::ranges::find(found->columns, name, &io::ModelTable::Column::name);
    REQUIRE(place != found->columns.end());
    return *place;
}

double number(const ModelResult& result, const std::string& table, const std::string& name, std::size_t row) {
    return column(result, table, name).numbers.at(row);
}

const char* const five = "b\te\n1\t1\n2\t0\n3\t1\n4\t0\n5\t0\n";

}  // namespace

TEST_CASE("the risk without covariates is that of the hazard, and the observed one is Kaplan and Meier's") {
    const ModelResult result = fitted(test::RecordsTable(five), "t=b,e", {3, 9});
    const double risk = 1 - std::exp(-(1.0 / 5 + 1.0 / 3));
    for (std::size_t i = 0; i < 5; ++i) { CHECK(number(result, "risks", "risk:3", i) == Approx(risk).epsilon(1e-14)); }
    CHECK(number(result, "risk", "mean", 0) == Approx(risk).epsilon(1e-14));
    CHECK(number(result, "calibration", "predicted", 0) == Approx(risk).epsilon(1e-14));
    CHECK(number(result, "calibration", "observed", 0) == Approx(7.0 / 15).epsilon(1e-14));
    CHECK(number(result, "calibration", "n_event", 0) == 2);
    // Equals stand in one tenth, and the others are empty.
    CHECK(number(result, "calibration", "n", 1) == 5);
    CHECK(column(result, "calibration", "status").words.at(2) == "no_people");
    CHECK(number(result, "accuracy", "auc", 0) == 0.5);
    CHECK(number(result, "accuracy", "brier_null", 0) == Approx(7.0 / 15 * 8 / 15).epsilon(1e-14));
    // Nobody is seen at 9.
    CHECK(std::isnan(number(result, "risks", "risk:9", 0)));
    CHECK(number(result, "risk", "n_not_predicted", 1) == 5);
    CHECK(column(result, "accuracy", "status").words.at(1) == "no_people");
    CHECK(std::ranges::any_of(result.warnings,
                              [](const std::string& warning) { return warning.starts_with("no risk is predicted"); }));
}

TEST_CASE("other causes are fitted where they compete, and nobody's risk includes what they rule out") {
    const test::RecordsTable table("b\te\n1\t2\n2\t1\n3\t0\n4\t1\n5\t0\n");
    const ModelResult result = fitted(table, "t=b,e", {3});
    const double risk = std::exp(-1.0 / 5) * (1 - std::exp(-1.0 / 4));
    CHECK(number(result, "risks", "risk:3", 0) == Approx(risk).epsilon(1e-14));
    CHECK(number(result, "risks", "event", 0) == 2);
    CHECK(number(result, "calibration", "observed", 0) == Approx(4.0 / 5 / 4).epsilon(1e-14));
    CHECK(result.record["competing_causes"][0]["cause"] == 2);
    // Case: the second; controls: the first, whom the other cause ruled out, and those seen after 3.
    CHECK(number(result, "accuracy", "n_case", 0) == 1);
    CHECK(number(result, "accuracy", "n_control", 0) == 3);
}

TEST_CASE("who enters late has the risk from the entry on") {
    const test::RecordsTable table("a\tb\te\n0\t10\t1\n5\t20\t1\n8\t30\t0\n0\t40\t0\n");
    const ModelResult result = fitted(table, "t=a,b,e", {6});
    // Steps of 1/4 at 10 and 1/3 at 20.
    const double first = 1 - std::exp(-1.0 / 4);
    CHECK(number(result, "risks", "risk:6", 0) == 0);
    CHECK(number(result, "risks", "risk:6", 1) == Approx(first).epsilon(1e-14));
    CHECK(number(result, "risks", "risk:6", 2) == Approx(first).epsilon(1e-14));
    CHECK(number(result, "risks", "time", 1) == 15);
}

TEST_CASE("every cohort has its own hazard, its own row of the accuracy, and pairs of its own people only") {
    const test::RecordsTable table("c\tb\te\nA\t1\t1\nA\t2\t0\nA\t4\t0\nB\t3\t0\nB\t4\t0\n");
    const ModelResult result = fitted(table, "t=b,e", {3}, "c");
    CHECK(number(result, "risks", "risk:3", 0) == Approx(1 - std::exp(-1.0 / 3)).epsilon(1e-14));
    CHECK(number(result, "risks", "risk:3", 4) == 0);
    CHECK(column(result, "accuracy", "cohort").words == std::vector<std::string>{"all", "A", "B"});
    CHECK(number(result, "accuracy", "auc", 0) == 0.5);
    CHECK(column(result, "accuracy", "status").words.at(2) == "no_cases");
}
