#pragma once

#include "kernels/data/survival_outcome.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace atria::survival {

/// How deaths at the same time share their risk set.
enum class Ties : std::uint8_t { efron, breslow };

/// Times closer than this (in the unit of the times) are the same time: whole days divided by 365.25 differ in their
/// last bits from file to file. Every time is rounded to a multiple of it, so that the rule needs no look at other
/// cohorts.
inline constexpr double time_tick = 1e-6;

/// The risk sets of one cohort: who is at risk at which event time, on an axis of D rows.
///
/// A person is at risk at event time k (1 ... D) when lo < k <= hi, where hi counts the event times up to the exit and
/// lo those up to the entry: the interval is (entry, exit]. The strata of a cohort stand one after the other on the
/// axis, with a row without deaths between them: what has been summed from the end of the axis is taken back there, so
/// that nothing of one stratum's rounding reaches the next. People who are at risk at no event time say nothing and are
/// not listed. The rest are ordered by hi, and those who have their event there stand before those who leave without
/// one, so that everything which is summed over leaving people is a sum over a run.
///
/// Hazards of a subdistribution (Fine and Gray): who has an event of another cause stays at risk after it, in a row of
/// its own behind all others, on a second axis of D + 1 rows behind the first: D + 1 + k is what k is to the late. At
/// event time k a late row counts with its weight × late_share[k], which is Geskus's weight of the person.
struct RiskSets {
    std::vector<std::uint32_t> person;  ///< n listed rows: position in the cohort's records
    std::vector<std::uint32_t> lo;      ///< n
    std::vector<std::uint32_t> hi;      ///< n, ascending
    std::vector<std::uint8_t> event;    ///< n
    std::vector<double> weight;         ///< n; empty: 1 each
    std::vector<std::uint32_t> first;   ///< rows() + 1: those with hi = k are [first[k], first[k + 1])
    std::vector<std::uint32_t> deaths;  ///< D + 1: events at time k; 0 before every stratum
    std::vector<double> times;          ///< D + 1: the event times; NaN before every stratum
    std::vector<double> death_weight;   ///< D + 1: sum of the weights of the deaths; empty: their number
    std::vector<double> late_share;     ///< D + 1: G H of Fine and Gray's weights; empty: nobody is late

    std::size_t analysed = 0;        ///< people of the analysis, listed or not
    std::size_t events = 0;          ///< events among them
    std::size_t distinct_times = 0;  ///< event times
    std::size_t tied_events = 0;     ///< events that share their time with another
    std::size_t largest_tie = 0;     ///< most deaths at one time
    std::size_t competing = 0;       ///< events of other causes
    /// People with an event of another cause whose weight has no value at a later event time (fine_gray_rows); they
    /// count until then.
    std::size_t without_weight = 0;

    [[nodiscard]] std::size_t people() const { return person.size(); }
    [[nodiscard]] std::size_t event_times() const { return deaths.size() - 1; }
    [[nodiscard]] bool any_late() const { return !late_share.empty(); }
    /// What k of the second axis is more than k of the first.
    [[nodiscard]] std::size_t late_rows() const { return deaths.size(); }
    /// Of both axes.
    [[nodiscard]] std::size_t rows() const { return any_late() ? 2 * deaths.size() : deaths.size(); }
    [[nodiscard]] double weight_of(std::size_t i) const { return weight.empty() ? 1.0 : weight[i]; }
    [[nodiscard]] double weight_of_deaths(std::size_t k) const {
        return death_weight.empty() ? static_cast<double>(deaths[k]) : death_weight[k];
    }
};

/// `included`: who is analysed; their times must be finite, exit after entry, event 0, 1 or 2, and the weight above 0;
/// their stratum is known.
[[nodiscard]] RiskSets risk_sets(const SurvivalOutcome& outcome, std::span<const std::uint8_t> included);

/// The time rounded to the tick.
[[nodiscard]] double on_tick(double time);

}  // namespace atria::survival
