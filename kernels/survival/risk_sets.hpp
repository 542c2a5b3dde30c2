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
struct RiskSets {
    std::vector<std::uint32_t> person;  ///< n listed people: position in the cohort's records
    std::vector<std::uint32_t> lo;      ///< n
    std::vector<std::uint32_t> hi;      ///< n, ascending
    std::vector<std::uint8_t> event;    ///< n
    std::vector<std::uint32_t> first;   ///< D + 2: people with hi = k are [first[k], first[k + 1])
    std::vector<std::uint32_t> deaths;  ///< D + 1: events at time k; 0 before every stratum
    std::vector<double> times;          ///< D + 1: the event times; NaN before every stratum

    std::size_t analysed = 0;        ///< people of the analysis, listed or not
    std::size_t events = 0;          ///< events among them
    std::size_t distinct_times = 0;  ///< event times
    std::size_t tied_events = 0;     ///< events that share their time with another
    std::size_t largest_tie = 0;     ///< most deaths at one time

    [[nodiscard]] std::size_t people() const { return person.size(); }
    [[nodiscard]] std::size_t event_times() const { return deaths.size() - 1; }
};

/// `included`: who is analysed; their times must be finite, exit after entry, and event 0 or 1; their stratum is known.
[[nodiscard]] RiskSets risk_sets(const SurvivalOutcome& outcome, std::span<const std::uint8_t> included);

/// The time rounded to the tick.
[[nodiscard]] double on_tick(double time);

}  // namespace atria::survival
