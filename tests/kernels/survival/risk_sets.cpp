#include "kernels/survival/risk_sets.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <set>
#include <vector>

namespace atria::survival {
namespace {

TEST_CASE("risk sets hold at each event time whom a plain look at the intervals finds") {
    std::mt19937_64 random(201);
    for (int trial = 0; trial < 60; ++trial) {
        const std::size_t n = 1 + random() % 60;
        SurvivalOutcome outcome;
        std::vector<std::uint8_t> included(n);
        for (std::size_t i = 0; i < n; ++i) {
            const double entry = static_cast<double>(random() % 15);
            if (trial % 2 == 0) { outcome.entry.push_back(entry); }
            outcome.exit.push_back(entry + 1 + static_cast<double>(random() % 15));
            outcome.event.push_back(random() % 3 == 0 ? 1 : 0);
            included[i] = random() % 5 == 0 ? 0 : 1;
            if (included[i] == 0) { outcome.exit[i] = outcome.event[i] = NAN; }
        }
        std::set<double> times;
        std::size_t analysed = 0;
        std::size_t events = 0;
        for (std::size_t i = 0; i < n; ++i) {
            if (included[i] == 0) { continue; }
            ++analysed;
            if (outcome.event[i] == 1) {
                ++events;
                times.insert(outcome.exit[i]);
            }
        }
        const RiskSets sets = risk_sets(outcome, included);
        REQUIRE(sets.analysed == analysed);
        REQUIRE(sets.events == events);
        REQUIRE(sets.event_times() == times.size());
        REQUIRE(sets.first.size() == times.size() + 2);
        REQUIRE(std::is_sorted(sets.hi.begin(), sets.hi.end()));

        std::set<std::uint32_t> listed(sets.person.begin(), sets.person.end());
        REQUIRE(listed.size() == sets.people());
        std::set<std::uint32_t> ever_at_risk;
        std::size_t largest_tie = 0;
        std::size_t k = 0;
        for (const double time : times) {
            ++k;
            REQUIRE(sets.times[k] == Approx(time).epsilon(1e-14));
            std::set<std::uint32_t> expected;
            std::set<std::uint32_t> expected_deaths;
            for (std::size_t i = 0; i < n; ++i) {
                if (included[i] == 0 || (!outcome.entry.empty() && outcome.entry[i] >= time)) { continue; }
                if (outcome.exit[i] < time) { continue; }
                expected.insert(static_cast<std::uint32_t>(i));
                if (outcome.exit[i] == time && outcome.event[i] == 1) {
                    expected_deaths.insert(static_cast<std::uint32_t>(i));
                }
            }
            std::set<std::uint32_t> at_risk;
            for (std::size_t i = 0; i < sets.people(); ++i) {
                if (sets.lo[i] < k && k <= sets.hi[i]) { at_risk.insert(sets.person[i]); }
            }
            REQUIRE(at_risk == expected);
            ever_at_risk.insert(expected.begin(), expected.end());
            // Those who die stand first in the run of those who leave.
            const auto run = sets.person.begin() + static_cast<std::ptrdiff_t>(sets.first[k]);
            const std::set<std::uint32_t> deaths(run, run + static_cast<std::ptrdiff_t>(sets.deaths[k]));
            REQUIRE(deaths == expected_deaths);
            largest_tie = std::max(largest_tie, deaths.size());
            for (std::size_t i = sets.first[k]; i < sets.first[k + 1]; ++i) {
                REQUIRE(sets.hi[i] == k);
                REQUIRE((sets.event[i] != 0) == (i < sets.first[k] + sets.deaths[k]));
            }
        }
        REQUIRE(listed == ever_at_risk);
        REQUIRE(sets.largest_tie == largest_tie);
    }
}

TEST_CASE("whole days stay the same time after a change of unit") {
    // 3·d/1095.75 and d/365.25 are the same day, but often not the same double.
    SurvivalOutcome outcome;
    for (int day = 20000; day < 20100; ++day) {
        outcome.exit.push_back(day / 365.25);
        outcome.exit.push_back(3.0 * day / 1095.75);
        outcome.exit.push_back(std::nextafter(day / 365.25, 1e9));
    }
    outcome.event.assign(outcome.exit.size(), 1);
    const RiskSets sets = risk_sets(outcome, std::vector<std::uint8_t>(outcome.exit.size(), 1));
    CHECK(sets.event_times() == 100);
    CHECK(sets.largest_tie == 3);
    CHECK(on_tick(54.7570157) == on_tick(54.75701574));
    CHECK(on_tick(54.757015) != on_tick(54.757016));
}

TEST_CASE("an event at the entry of another does not count the other; nobody, no events") {
    SurvivalOutcome outcome{"o", {0, 5}, {5, 9}, {1, 1}};
    const RiskSets sets = risk_sets(outcome, std::vector<std::uint8_t>{1, 1});
    REQUIRE(sets.event_times() == 2);
    CHECK(sets.lo == std::vector<std::uint32_t>{0, 1});
    CHECK(sets.hi == std::vector<std::uint32_t>{1, 2});

    outcome.event = {0, 0};
    const RiskSets none = risk_sets(outcome, std::vector<std::uint8_t>{1, 1});
    CHECK(none.people() == 0);
    CHECK(none.event_times() == 0);
    CHECK(none.analysed == 2);
    CHECK(risk_sets({}, {}).people() == 0);
}

TEST_CASE("strata stand one after the other, each with the risk sets that it has alone") {
    std::mt19937_64 random(9);
    SurvivalOutcome outcome;
    const std::size_t n = 200;
    for (std::size_t i = 0; i < n; ++i) {
        outcome.entry.push_back(static_cast<double>(random() % 10));
        outcome.exit.push_back(outcome.entry.back() + 1 + static_cast<double>(random() % 15));
        outcome.stratum.push_back(static_cast<double>(random() % 4));
        outcome.event.push_back(outcome.stratum.back() != 2 && random() % 3 == 0 ? 1 : 0);  // one stratum has none
    }
    const RiskSets sets = risk_sets(outcome, std::vector<std::uint8_t>(n, 1));
    std::uint32_t before = 0;
    std::size_t listed = 0;
    std::size_t times = 0;
    for (const double stratum : {0.0, 1.0, 3.0}) {
        std::vector<std::uint8_t> included;
        for (const double code : outcome.stratum) { included.push_back(code == stratum ? 1 : 0); }
        SurvivalOutcome one = outcome;
        one.stratum.clear();
        const RiskSets alone = risk_sets(one, included);
        for (std::size_t i = 0; i < alone.people(); ++i) {
            REQUIRE(sets.person[listed + i] == alone.person[i]);
            REQUIRE(sets.hi[listed + i] == alone.hi[i] + before);
            REQUIRE(sets.lo[listed + i] == alone.lo[i] + before);
        }
        REQUIRE(sets.deaths[before] == 0);
        for (std::size_t k = 1; k <= alone.event_times(); ++k) {
            REQUIRE(sets.deaths[before + k] == alone.deaths[k]);
            REQUIRE(sets.times[before + k] == alone.times[k]);
        }
        listed += alone.people();
        times += alone.event_times();
        before += static_cast<std::uint32_t>(alone.event_times()) + 1;
    }
    CHECK(sets.people() == listed);
    CHECK(sets.distinct_times == times);
    CHECK(sets.event_times() == before - 1);
    CHECK(sets.analysed == n);
}

}  // namespace
}  // namespace atria::survival
