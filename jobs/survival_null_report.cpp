#include "jobs/survival_null_report.hpp"

#include "io/results/columns.hpp"
#include "jobs/scan_report.hpp"
#include "pipeline/record/log.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace atria::jobs {
namespace {

/// Below this mean chi-square without an effect, tests are called conservative.
constexpr double least_calibrated = 0.97;

}  // namespace

void report_null_model(const survival::OutcomeSummary& summary, const pipeline::StudyRecords& records,
                       const std::string& ties, nlohmann::ordered_json& detail) {
    std::size_t events = 0;
    std::size_t tied = 0;
    std::size_t largest = 0;
    std::size_t times = 0;
    for (std::size_t c = 0; c < summary.events.size(); ++c) {
        events += summary.events[c];
        tied += summary.tied_events[c];
        largest = std::max(largest, summary.largest_tie[c]);
        times += summary.event_times[c];
        auto& cohort = detail["cohorts"][records.name(c)];
        cohort = {{"events", summary.events[c]},
                  {"event_times", summary.event_times[c]},
                  {"tied_events", summary.tied_events[c]},
                  {"largest_tie", summary.largest_tie[c]}};
        if (summary.events[c] == 0) {
            pipeline::log_warning(summary.outcome + " in " + records.name(c) + ": no events; the cohort says nothing");
            continue;
        }
        pipeline::log_info(summary.outcome + " in " + records.name(c) + ": " + std::to_string(summary.events[c]) +
                           " events at " + std::to_string(summary.event_times[c]) + " times, at most " +
                           std::to_string(summary.largest_tie[c]) + " at one time");
        cohort["own_null_model"] = io::status_word(summary.own_status[c]);
        if (summary.own_status[c] == RowStatus::one_class) {
            pipeline::log_warning(summary.outcome + " in " + records.name(c) +
                                  ": at every event time everybody at risk has an event; the cohort says nothing");
        } else if (summary.own_status[c] != RowStatus::ok) {
            pipeline::log_warning(summary.outcome + " in " + records.name(c) +
                                  ": the cohort's own null model has no finite maximum (too few events for the "
                                  "covariates?), so it gives no estimates of its own; it stays in the pooled model");
        }
    }
    const double mean_chi_square = summary.ties.mean_chi_square();
    detail["events"] = events;
    const std::size_t competing = std::accumulate(summary.competing.begin(), summary.competing.end(), std::size_t{0});
    if (competing > 0) {
        detail["competing_events"] = competing;
        pipeline::log_info(summary.outcome + ": " + std::to_string(competing) +
                           " people with an event of another cause stay at risk with Fine and Gray's weights");
    }
    if (summary.without_weight > 0) {
        pipeline::log_warning(summary.outcome + ": " + std::to_string(summary.without_weight) +
                              " people with an event of another cause count only until a time at which everybody at "
                              "risk had just entered, because their weights have no value after it");
    }
    detail["event_times"] = times;
    detail["tied_events"] = tied;
    detail["largest_tie"] = largest;
    if (ties != "discrete") { detail["mean_null_chi_square_under_ties"] = mean_chi_square; }
    detail["null_model"] = {{"status", io::status_word(summary.status)},
                            {"log_likelihood", summary.log_likelihood},
                            {"rounds", summary.rounds}};
    detail["dropped_covariates"] = summary.dropped_covariates;
    warn_of_dropped_covariates(summary.outcome, summary.dropped_covariates);
    if (ties != "discrete" && events > 0 && mean_chi_square < least_calibrated) {
        pipeline::log_warning(summary.outcome + ": " + std::to_string(tied) + " of " + std::to_string(events) +
                              " events share their time with others, up to " + std::to_string(largest) +
                              " of them, which makes tests under " + ties +
                              "'s ties conservative: the mean chi-square of variants without an effect is about " +
                              std::to_string(mean_chi_square) +
                              " instead of 1; use finer times if you have them, otherwise --ties discrete");
    }
    if (summary.status == RowStatus::one_class) {
        pipeline::log_warning(summary.outcome +
                              ": at every event time everybody at risk has an event, so the outcome has no results");
    } else if (summary.status != RowStatus::ok) {
        pipeline::log_warning(summary.outcome +
                              ": the null model has no finite maximum, so the outcome has no results; look for a "
                              "covariate that separates those with events from those without");
    }
}

void report_saturated(const survival::DiscreteNullOutcome& null, const pipeline::StudyRecords& records,
                      nlohmann::ordered_json& detail) {
    std::size_t saturated = 0;
    for (std::size_t c = 0; c < null.saturated.size(); ++c) {
        detail["cohorts"][records.name(c)]["times_at_which_all_have_events"] = null.saturated[c];
        saturated += null.saturated[c];
    }
    detail["times_at_which_all_have_events"] = saturated;
    if (saturated > 0) {
        pipeline::log_info(null.summary.outcome + ": at " + std::to_string(saturated) +
                           " event times everybody at risk has an event (their intercepts are infinite); they say "
                           "nothing of effects");
    }
}

}  // namespace atria::jobs
