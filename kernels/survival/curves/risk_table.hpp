#pragma once

#include "kernels/data/survival_rows.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace atria::survival {

/// What happens at the T times of a risk table, counted in people or in their weights.
struct RiskCounts {
    std::vector<double> at_risk;   ///< T; in the intervals that hold the time: entry < time <= exit
    std::vector<double> entered;   ///< T; their interval begins at the time, so that they are at risk after it
    std::vector<double> censored;  ///< T
    std::vector<std::vector<double>> events;  ///< C × T, of cause 1 first

    /// Of all causes.
    [[nodiscard]] double events_at(std::size_t t) const;
};

/// The risk set of one group as it changes with time. At risk is the same between two neighbouring times of the table,
/// so tables of cohorts add: the times are united, and counts are exact, as are weights that are whole numbers.
struct RiskTable {
    double rows = 0;            ///< rows of the people of this group
    bool whole_weights = true;  ///< no row has a weight with a fraction
    std::vector<Ticks> time;    ///< T, ascending: every exit and every entry
    RiskCounts people;
    RiskCounts weight;  ///< the same by weights

    explicit RiskTable(std::uint32_t causes = 1);

    [[nodiscard]] std::uint32_t causes() const { return static_cast<std::uint32_t>(people.events.size()); }
    /// `other` has the same causes.
    void add(const RiskTable& other);
};

/// A table for each of the K groups: all that curves need to know of a cohort.
struct RiskTables {
    std::vector<RiskTable> group;  ///< K

    /// `other` has the same groups and causes. Cohorts are added in their order.
    void add(const RiskTables& other);

    /// A list of doubles that holds the tables, and back. Ticks are whole numbers below 2^53.
    [[nodiscard]] std::vector<double> numbers() const;
    [[nodiscard]] static RiskTables from_numbers(std::span<const double> numbers);
};

/// The tables of one cohort, all strata together. `causes`: C, of all cohorts; a row's event code is at most C. Rows of
/// one person that follow each other without a gap in the same group are one interval: their inner ends are neither
/// censored nor entered, as with `id` in R's survfit.
[[nodiscard]] RiskTables risk_tables(const SurvivalRows& rows, std::uint32_t causes);

/// The tables of each of a cohort's S strata.
[[nodiscard]] std::vector<RiskTables> stratum_risk_tables(const SurvivalRows& rows, std::uint32_t causes);

}  // namespace atria::survival
