#include "jobs/job.hpp"
#include "jobs/scan_options.hpp"
#include "jobs/scan_report.hpp"
#include "kernels/data/error.hpp"
#include "kernels/survival/cox_scan.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/run/scan.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace atria::jobs {
namespace {

using pipeline::OutcomeColumns;
using pipeline::PreparedScan;
using pipeline::StudyRecords;
using survival::CoxCohort;
using survival::CoxNull;
using survival::CoxScan;
using survival::Ties;

void describe(OptionTable& table) {
    add_scan_options(table);
    table.section("Survival")
        .list("outcome",
              "time-to-event outcome NAME=entry,exit,event or NAME=time,event (columns of the records; event 1 or 0), "
              "repeatable")
        .choice("ties", "how events at the same time share their risk set", {"efron", "breslow"}, "efron")
        .real("refine-p",
              "variants with a larger p of the score test get their estimate from an expansion about the null model "
              "(status `expansion`, within about a hundredth of a standard error) instead of the maximum of the "
              "likelihood; 1 takes every variant to the maximum and costs several times the time",
              0.01, 1e-300, 1);
}

std::vector<OutcomeColumns> outcomes_of(const Options& options) {
    // A list splits at commas, which an outcome has itself: a part without '=' belongs to the outcome before it.
    std::vector<std::string> texts;
    for (const std::string& part : options.list("outcome")) {
        if (part.find('=') == std::string::npos && !texts.empty()) {
            texts.back() += "," + part;
        } else {
            texts.push_back(part);
        }
    }
    std::vector<OutcomeColumns> outcomes;
    std::set<std::string> seen;
    for (const std::string& text : texts) {
        outcomes.push_back(pipeline::parse_outcome(text));
        io::check_trait_name(outcomes.back().name);
        if (!seen.insert(outcomes.back().name).second) {
            throw Error(Fault::bad_config, "outcome '" + outcomes.back().name + "' is named twice; name it once");
        }
    }
    if (outcomes.empty()) {
        throw Error(Fault::usage, "no outcome is named; give --outcome NAME=entry,exit,event (or NAME=time,event)");
    }
    return outcomes;
}

void report_null(const survival::OutcomeSummary& summary, const StudyRecords& records, nlohmann::ordered_json& detail) {
    for (std::size_t c = 0; c < summary.events.size(); ++c) {
        auto& cohort = detail["cohorts"][records.name(c)];
        cohort = {{"events", summary.events[c]},
                  {"event_times", summary.event_times[c]},
                  {"largest_tie", summary.largest_tie[c]}};
        if (summary.events[c] == 0) {
            pipeline::log_warning(summary.outcome + " in " + records.name(c) + ": no events; the cohort says nothing");
            continue;
        }
        pipeline::log_info(summary.outcome + " in " + records.name(c) + ": " + std::to_string(summary.events[c]) +
                           " events at " + std::to_string(summary.event_times[c]) + " times, at most " +
                           std::to_string(summary.largest_tie[c]) + " at one time");
        if (summary.own_status[c] != RowStatus::ok) {
            cohort["own_null_model"] = "not converged";
            pipeline::log_warning(summary.outcome + " in " + records.name(c) +
                                  ": the cohort's own null model has no finite maximum (too few events for the "
                                  "covariates?), so it gives no estimates of its own; it stays in the pooled model");
        }
    }
    detail["log_likelihood"] = summary.log_likelihood;
    detail["dropped_covariates"] = summary.dropped_covariates;
    warn_of_dropped_covariates(summary.outcome, summary.dropped_covariates);
    if (summary.status != RowStatus::ok) {
        detail["null_model"] = "not converged";
        pipeline::log_warning(summary.outcome +
                              ": the null model has no finite maximum, so the outcome has no results; look for a "
                              "covariate that separates those with events from those without");
    }
}

PreparedScan prepare(const StudyRecords& records, std::span<const OutcomeColumns> outcomes, const Options& options,
                     const std::string& only) {
    std::vector<CoxCohort> cohorts;
    for (std::size_t c = 0; c < records.cohorts().size(); ++c) {
        CoxCohort cohort{records.name(c), records.model_covariates(c), {}};
        for (const OutcomeColumns& outcome : outcomes) {
            if (!only.empty() && outcome.name != only) { continue; }
            cohort.outcomes.push_back(records.outcome(c, outcome));
        }
        cohorts.push_back(std::move(cohort));
    }
    CoxNull null = survival::fit_cox_null(cohorts, options.text("ties") == "breslow" ? Ties::breslow : Ties::efron);
    PreparedScan scan;
    for (const survival::CoxNullOutcome& outcome : null.nulls) {
        auto& detail = scan.detail["traits"][outcome.summary.outcome];
        detail["people"] = report_people(outcome.summary.outcome, records, outcome.summary.sets);
        report_null(outcome.summary, records, detail);
        io::TraitResult& result =
            scan.traits.emplace_back(describe_result(outcome.summary.outcome, records, outcome.summary.sets));
        result.model = io::ScanModel::cox;
        result.test = "COX-SCORE";
        result.notes = "Cox proportional hazards stratified by cohort, ties: " + options.text("ties");
        if (records.covariate_effects() == CovariateEffects::by_cohort) {
            result.notes += "; covariate effects by cohort";
        }
    }
    scan.kernel = std::make_unique<CoxScan>(std::move(null), options.real("refine-p"));
    return scan;
}

void run(const Options& options, const pipeline::Communicator& communicator) {
    const std::vector<OutcomeColumns> outcomes = outcomes_of(options);
    const pipeline::ScanRequest request = scan_request("survive", options);
    if (options.text("genetic-model") == "genotypic") {
        throw Error(Fault::usage,
                    "option --genetic-model: survive has no genotypic model; give additive, dominant or recessive");
    }
    if (std::ranges::find(request.formats, io::ResultFormat::plink2) != request.formats.end()) {
        throw Error(Fault::usage,
                    "option --format: PLINK 2 has no layout for results of times to an event, so survive cannot write "
                    "plink2; give regenie, or ssf");
    }
    pipeline::run_scan(
        request,
        [&](const StudyRecords& records, const std::string& only) { return prepare(records, outcomes, options, only); },
        communicator);
}

}  // namespace

extern const Job survive_job;
const Job survive_job{"survive",
                      "Cox scans of time-to-event outcomes: pooled with the cohort as stratum, and by cohort",
                      &describe, &run};

}  // namespace atria::jobs
