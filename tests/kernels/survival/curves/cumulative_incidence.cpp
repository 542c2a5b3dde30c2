#include "kernels/survival/curves/cumulative_incidence.hpp"

#include "kernels/survival/curves/jackknife_sums.hpp"
#include "tests/support/closeness.hpp"
#include "tests/support/curve_people.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace atria::survival {
namespace {

ConfidenceScale scale_of(const std::string& word) {
    static const std::map<std::string, ConfidenceScale> scales = {
        {"log", ConfidenceScale::log}, {"log-log", ConfidenceScale::log_log}, {"plain", ConfidenceScale::plain}};
    return scales.at(word);
}

TEST_CASE("cumulative incidences, with errors and limits, are those of R's survfit") {
    const test::GoldenTable golden("curves_robust.tsv");
    std::map<std::string, IncidenceCurves> known;
    for (std::size_t row = 0; row < golden.rows(); ++row) {
        if (golden.word(row, "hazard_error") != "skip") { continue; }
        const std::string set = golden.word(row, "set");
        const auto group = static_cast<std::size_t>(golden.number(row, "group"));
        const std::string key = set + golden.word(row, "scale") + golden.word(row, "start") + std::to_string(group);
        if (known.count(key) == 0) {
            const SurvivalRows rows = test::curve_people(set);
            const RiskTables tables = risk_tables(rows, 2);
            IncidenceOptions options;
            options.confidence = scale_of(golden.word(row, "scale"));
            if (golden.word(row, "start") != "NA") { options.start = ticks_of(golden.number(row, "start")); }
            const JackknifeSums sums = jackknife_sums(rows, tables, options.start);
            known[key] = cumulative_incidence(tables.group[group], options, sums.group[group]);
        }
        const IncidenceCurves& curves = known[key];
        const Ticks time = ticks_of(golden.number(row, "time"));
        const auto t = std::lower_bound(curves.time.begin(), curves.time.end(), time) - curves.time.begin();
        INFO(key << " " << golden.word(row, "cause") << " " << golden.word(row, "time"));
        const double estimate = golden.number(row, "estimate");
        const double error = golden.number(row, "std_error");
        // R adds the influences of an ended curve as numbers that cancel.
        if (golden.word(row, "cause") == "0") {
            CHECK(std::fabs(curves.event_free[static_cast<std::size_t>(t)] - estimate) < 1e-12);
            CHECK(std::fabs(curves.event_free_std_error[static_cast<std::size_t>(t)] - error) < 1e-10 * error + 1e-14);
            continue;
        }
        const auto c = static_cast<Eigen::Index>(golden.number(row, "cause")) - 1;
        CHECK(test::relative_difference(curves.incidence(c, t), estimate) < 1e-11);
        CHECK(test::relative_difference(curves.std_error(c, t), error) < 1e-10);
        CHECK(test::relative_difference(curves.lower(c, t), golden.number(row, "lower")) < 1e-10);
        CHECK(test::relative_difference(curves.upper(c, t), golden.number(row, "upper")) < 1e-10);
    }
}

TEST_CASE("incidences and the probability of no event add to one") {
    const SurvivalRows rows = test::random_rows(61, 200, false);
    const RiskTables tables = risk_tables(rows, 2);
    const JackknifeSums sums = jackknife_sums(rows, tables);
    for (std::size_t k = 0; k < tables.group.size(); ++k) {
        const IncidenceCurves curves = cumulative_incidence(tables.group[k], {}, sums.group[k]);
        for (std::size_t t = 0; t < curves.time.size(); ++t) {
            const double sum = curves.incidence.col(static_cast<Eigen::Index>(t)).sum() + curves.event_free[t];
            REQUIRE(sum == Approx(1).epsilon(1e-13));
        }
    }
}

}  // namespace
}  // namespace atria::survival
