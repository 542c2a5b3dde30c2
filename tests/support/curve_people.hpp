#pragma once

#include "kernels/data/survival_rows.hpp"
#include "tests/support/golden_table.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace atria::test {

/// One row of SurvivalRows after another.
inline void append_row(const SurvivalRows& from, std::size_t i, SurvivalRows& to) {
    if (from.delayed_entry()) { to.entry.push_back(from.entry[i]); }
    to.exit.push_back(from.exit[i]);
    to.event.push_back(from.event[i]);
    to.weight.push_back(from.weight_of(i));
    to.stratum.push_back(from.stratum_of(i));
    to.group.push_back(from.group_of(i));
    to.person.push_back(from.person.empty() ? static_cast<std::uint32_t>(i) : from.person[i]);
    to.strata = from.strata;
    to.groups = from.groups;
}

/// The people of a set of golden/curves_people.tsv.
inline SurvivalRows curve_people(const std::string& set) {
    static const GoldenTable golden("curves_people.tsv");
    SurvivalRows rows;
    for (std::size_t i = 0; i < golden.rows(); ++i) {
        if (golden.word(i, "set") != set) { continue; }
        const auto whole = [&](const char* column) { return static_cast<std::uint32_t>(golden.number(i, column)); };
        if (golden.word(i, "entry") != "NA") { rows.entry.push_back(ticks_of(golden.number(i, "entry"))); }
        rows.exit.push_back(ticks_of(golden.number(i, "exit")));
        rows.event.push_back(whole("event"));
        rows.weight.push_back(golden.number(i, "weight"));
        rows.stratum.push_back(whole("stratum"));
        rows.group.push_back(whole("group"));
        if (golden.word(i, "person") != "NA") { rows.person.push_back(whole("person")); }
        rows.strata = std::max(rows.strata, rows.stratum.back() + 1);
        rows.groups = std::max(rows.groups, rows.group.back() + 1);
    }
    return rows;
}

inline SurvivalRows without_strata(SurvivalRows rows) {
    rows.stratum.clear();
    rows.strata = 1;
    return rows;
}

/// The rows dealt out to `count` cohorts, by person.
inline std::vector<SurvivalRows> cohorts_of(const SurvivalRows& rows, std::uint32_t count) {
    std::vector<SurvivalRows> cohorts(count);
    for (SurvivalRows& cohort : cohorts) {
        cohort.groups = rows.groups;
        cohort.strata = rows.strata;
    }
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const auto person = rows.person.empty() ? static_cast<std::uint32_t>(i) : rows.person[i];
        append_row(rows, i, cohorts[person % count]);
    }
    return cohorts;
}

/// Strata made cohorts of their own, without strata.
inline std::vector<SurvivalRows> cohorts_by_stratum(const SurvivalRows& rows) {
    std::vector<SurvivalRows> cohorts(rows.strata);
    for (SurvivalRows& cohort : cohorts) { cohort.groups = rows.groups; }
    for (std::size_t i = 0; i < rows.rows(); ++i) { append_row(rows, i, cohorts[rows.stratum_of(i)]); }
    for (SurvivalRows& cohort : cohorts) { cohort = without_strata(cohort); }
    for (SurvivalRows& cohort : cohorts) { cohort.groups = rows.groups; }
    return cohorts;
}

/// The same rows in another order.
inline SurvivalRows shuffled(const SurvivalRows& rows, std::uint32_t seed) {
    std::vector<std::size_t> order(rows.rows());
    for (std::size_t i = 0; i < order.size(); ++i) { order[i] = i; }
    std::mt19937 random(seed);
    for (std::size_t i = order.size(); i > 1; --i) { std::swap(order[i - 1], order[random() % i]); }
    SurvivalRows answer;
    answer.groups = rows.groups;
    answer.strata = rows.strata;
    for (const std::size_t i : order) { append_row(rows, i, answer); }
    return answer;
}

/// Random rows with delayed entries, ties, weights and people of several rows.
inline SurvivalRows random_rows(std::uint32_t seed, std::size_t people, bool whole_weights) {
    std::mt19937 random(seed);
    const auto below = [&random](std::uint32_t bound) { return static_cast<std::uint32_t>(random()) % bound; };
    SurvivalRows rows;
    rows.groups = 3;
    rows.strata = 2;
    for (std::size_t person = 0; person < people; ++person) {
        Ticks entry = below(3) == 0 ? SurvivalRows::before_all_times : ticks_of(below(20));
        const std::uint32_t group = below(rows.groups);
        const std::uint32_t stratum = below(rows.strata);
        double weight = whole_weights ? 1 + below(3) : 0.1 + 0.01 * (below(400));
        Ticks exit = ticks_of(below(30));
        const std::uint32_t count = 1 + below(3);
        for (std::uint32_t row = 0; row < count; ++row) {
            exit = std::max(exit, entry == SurvivalRows::before_all_times ? exit : entry) + ticks_of(1 + below(6));
            rows.entry.push_back(entry);
            rows.exit.push_back(exit);
            rows.event.push_back(row + 1 == count ? below(3) : 0);
            rows.weight.push_back(weight);
            rows.stratum.push_back(stratum);
            rows.group.push_back(group);
            rows.person.push_back(static_cast<std::uint32_t>(person));
            entry = exit + (below(4) == 0 ? ticks_of(2) : 0);
            if (below(4) == 0) { weight = whole_weights ? 2 : 0.25; }
        }
    }
    return rows;
}

}  // namespace atria::test
