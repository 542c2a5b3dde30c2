#include "io/results/columns.hpp"
#include "jobs/job.hpp"
#include "jobs/scan_options.hpp"
#include "jobs/scan_report.hpp"
#include "kernels/data/error.hpp"
#include "kernels/survival/cox_scan.hpp"
#include "kernels/survival/cox_zph_scale.hpp"
#include "kernels/survival/discrete_scan.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/run/loco_predictions.hpp"
#include "pipeline/run/scan.hpp"

#include <algorithm>
#include <memory>
#include <optional>
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
using survival::CoxStatistic;
using survival::CoxTest;
using survival::DiscreteScan;
using survival::Ties;
using survival::ZphTransform;

/// Below this mean chi-square without an effect, tests are called conservative.
constexpr double least_calibrated = 0.97;

void describe(OptionTable& table) {
    add_scan_options(table);
    table.section("Survival")
        .list("outcome",
              "time-to-event outcome NAME=entry,exit,event or NAME=time,event (columns of the records; event 1 or 0), "
              "repeatable; event:2 for the events of cause 2, those of other causes leave the risk set")
        .list("strata",
              "column of the records whose values divide every cohort into strata with baseline hazards of their own, "
              "repeatable: the combinations of their values")
        .choice("ties",
                "how events at the same time share their risk set: efron or breslow; discrete, for coarsely grouped "
                "times with many events each: proportional hazards in grouped time (complementary log-log), with an "
                "intercept for each distinct event time of each cohort and stratum",
                {"efron", "breslow", "discrete"}, "efron")
        .real("refine-p",
              "variants with a larger p of the score test get their estimate from an expansion about the null model "
              "(status `expansion`, within about a hundredth of a standard error) instead of the maximum of the "
              "likelihood; 1 takes every variant to the maximum and costs several times the time",
              0.01, 1e-300, 1)
        .choice("test",
                "score: score test for all variants, corrected as --correction says; mle: every variant taken to its "
                "maximum likelihood and Wald's test, with Firth's penalty where that is infinite; firth: Firth's "
                "penalised likelihood ratio for all variants",
                {"score", "mle", "firth"}, "score")
        .choice(
            "correction",
            "of the score test: spa (saddlepoint approximation), firth (penalised likelihood ratio where fewer than "
            "about 100 copies are expected among the events, or the estimate is infinite) or none",
            {"firth", "spa", "none"}, "none")
        .real("correction-p", "variants whose score test has p up to this are corrected; 1 corrects all", 0.05, 1e-300,
              1)
        .choice("zph",
                "function of time along which hits are tested for proportional hazards, as R's cox.zph has it: km (1 - "
                "Kaplan-Meier of all cohorts together), rank, log, identity or none",
                {"km", "rank", "log", "identity", "none"}, "km")
        .real("zph-p",
              "variants whose score test has p up to this are tested for proportional hazards, pooled and in each "
              "cohort with such a p of its own",
              5e-8, 1e-300, 1)
        .text("loco-predictions",
              "list of polygenic predictions that leave a chromosome out, OUTCOME PATH a line, with .loco files as "
              "REGENIE's step 1 writes them; part of the log hazard, chromosome by chromosome");
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

/// What the run record and the log tell of an outcome's null model.
void report_null(const survival::OutcomeSummary& summary, const StudyRecords& records, const std::string& ties,
                 nlohmann::ordered_json& detail) {
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
        if (summary.own_status[c] != RowStatus::ok) {
            pipeline::log_warning(summary.outcome + " in " + records.name(c) +
                                  ": the cohort's own null model has no finite maximum (too few events for the "
                                  "covariates?), so it gives no estimates of its own; it stays in the pooled model");
        }
    }
    const double mean_chi_square = summary.ties.mean_chi_square();
    detail["events"] = events;
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
    if (summary.status != RowStatus::ok) {
        pipeline::log_warning(summary.outcome +
                              ": the null model has no finite maximum, so the outcome has no results; look for a "
                              "covariate that separates those with events from those without");
    }
}

/// Intervals of grouped time in which everybody at risk has an event say nothing of effects.
void report_saturated(const survival::DiscreteNullOutcome& null, const StudyRecords& records,
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

void check_discrete(const Options& options) {
    if (options.text("ties") != "discrete") { return; }
    if (options.text("test") == "firth") {
        throw Error(Fault::usage,
                    "option --test: firth is not to be had with --ties discrete; give score or mle, or --ties efron");
    }
    if (options.text("correction") != "none") {
        throw Error(Fault::usage, "option --correction: " + options.text("correction") +
                                      " is not to be had with --ties discrete; leave it out, or give --ties efron");
    }
}

CoxTest test_of(const Options& options) {
    CoxTest test;
    test.refine_p = options.real("refine-p");
    const std::string& statistic = options.text("test");
    if (statistic == "mle") {
        test.statistic = CoxStatistic::maximum;
        test.refine_p = 1;
    } else if (statistic == "firth") {
        test.statistic = CoxStatistic::firth;
    }
    const std::string& correction = options.text("correction");
    test.correction = correction == "firth" ? Correction::firth
                      : correction == "spa" ? Correction::saddlepoint
                                            : Correction::none;
    test.correction_p = options.real("correction-p");
    test.zph_p = options.text("zph") == "none" ? 0 : options.real("zph-p");
    return test;
}

std::optional<ZphTransform> zph_of(const Options& options) {
    const std::string& word = options.text("zph");
    if (word == "none") { return std::nullopt; }
    return word == "km"     ? ZphTransform::km
           : word == "rank" ? ZphTransform::rank
           : word == "log"  ? ZphTransform::log
                            : ZphTransform::identity;
}

/// The records of the outcomes, and how a kernel comes from them; kept as long as kernels of further chromosomes do.
struct Outcomes {
    std::vector<CoxCohort> cohorts;
    Ties ties = Ties::efron;
    bool discrete = false;  ///< grouped time instead of `ties`
    CoxTest test;
    std::optional<ZphTransform> zph;
    std::unique_ptr<pipeline::LocoPredictions> predictions;

    void take_predictions(Chromosome chromosome) {
        for (std::size_t o = 0; o < cohorts.front().outcomes.size(); ++o) {
            std::vector<std::vector<double>> offsets = predictions->read(o, chromosome);
            for (std::size_t c = 0; c < cohorts.size(); ++c) { cohorts[c].outcomes[o].offset = std::move(offsets[c]); }
        }
    }
    [[nodiscard]] CoxNull null() const {
        CoxNull null = survival::fit_cox_null(cohorts, ties);
        if (!zph) { return null; }
        for (const std::size_t o : survival::set_zph_scale(cohorts, *zph, null)) {
            pipeline::log_warning(null.outcomes[o] +
                                  ": there is an event at a time that has no logarithm, so hazards "
                                  "are not tested; --zph km or identity takes such times");
        }
        return null;
    }
    [[nodiscard]] survival::DiscreteNull discrete_null() const { return survival::fit_discrete_null(cohorts); }
    [[nodiscard]] survival::DiscreteTest discrete_test() const {
        return {test.refine_p, test.statistic == CoxStatistic::maximum};
    }
    [[nodiscard]] std::unique_ptr<ScanKernel> kernel() const {
        if (discrete) { return std::make_unique<DiscreteScan>(discrete_null(), discrete_test()); }
        return std::make_unique<CoxScan>(null(), test);
    }
};

std::shared_ptr<Outcomes> read(const StudyRecords& records, std::span<const OutcomeColumns> outcomes,
                               const Options& options, const std::string& only) {
    auto model = std::make_shared<Outcomes>();
    model->ties = options.text("ties") == "breslow" ? Ties::breslow : Ties::efron;
    model->discrete = options.text("ties") == "discrete";
    model->test = test_of(options);
    model->zph = zph_of(options);
    std::vector<std::string> names;
    for (const OutcomeColumns& outcome : outcomes) {
        if (only.empty() || outcome.name == only) { names.push_back(outcome.name); }
    }
    for (std::size_t c = 0; c < records.cohorts().size(); ++c) {
        CoxCohort cohort{records.name(c), records.model_covariates(c), {}};
        const std::vector<double> strata = records.strata(c, options.list("strata"));
        for (const OutcomeColumns& outcome : outcomes) {
            if (!only.empty() && outcome.name != only) { continue; }
            cohort.outcomes.push_back(records.outcome(c, outcome));
            cohort.outcomes.back().stratum = strata;
        }
        model->cohorts.push_back(std::move(cohort));
    }
    if (const std::string& list = options.text("loco-predictions"); !list.empty() && !options.flag("stub")) {
        model->predictions = std::make_unique<pipeline::LocoPredictions>(list, names, records);
    }
    return model;
}

std::string notes_of(const StudyRecords& records, const Options& options) {
    const bool discrete = options.text("ties") == "discrete";
    std::string notes = discrete ? "proportional hazards in grouped time (complementary log-log), intercepts by cohort"
                                 : "Cox proportional hazards stratified by cohort";
    for (const std::string& name : options.list("strata")) { notes += ", " + name; }
    notes += discrete ? ", event time" : ", ties: " + options.text("ties");
    if (records.covariate_effects() == CovariateEffects::by_cohort) { notes += "; covariate effects by cohort"; }
    if (!options.text("loco-predictions").empty()) {
        notes += "; a prediction that leaves the chromosome out is part of the log hazard";
    }
    if (options.text("test") == "score" && options.text("correction") == "spa") {
        notes += "; for small p a saddlepoint p (SPA)";
    } else if (options.text("test") == "score" && options.text("correction") == "firth") {
        notes +=
            "; for small p and few carriers among the events, and where the estimate is infinite, Firth's penalised "
            "likelihood ratio (FIRTH)";
    } else if (options.text("test") == "mle") {
        notes += "; Wald tests of the maximum likelihood (WALD), or ";
        notes += discrete ? "score tests where that is infinite" : "Firth's where that is infinite";
    }
    if (options.text("zph") != "none" && !discrete) {
        notes += "; proportional hazards of small p by the score test along time as " + options.text("zph");
    }
    return notes;
}

PreparedScan prepare(const StudyRecords& records, std::span<const OutcomeColumns> outcomes, const Options& options,
                     const std::string& only) {
    const std::shared_ptr<Outcomes> model = read(records, outcomes, options, only);
    const bool predicted = model->predictions && !records.chromosomes().empty();
    if (predicted) { model->take_predictions(records.chromosomes().front()); }
    PreparedScan scan;
    const auto add_trait = [&](const survival::OutcomeSummary& summary) -> nlohmann::ordered_json& {
        auto& detail = scan.detail["traits"][summary.outcome];
        detail["people"] = report_people(summary.outcome, records, summary.sets);
        report_null(summary, records, options.text("ties"), detail);
        io::TraitResult& result = scan.traits.emplace_back(describe_result(summary.outcome, records, summary.sets));
        result.model = io::ScanModel::cox;
        result.test = model->discrete ? "CLOGLOG" : "COX";
        result.notes = notes_of(records, options);
        return detail;
    };
    if (model->discrete) {
        survival::DiscreteNull null = model->discrete_null();
        for (const survival::DiscreteNullOutcome& outcome : null.nulls) {
            report_saturated(outcome, records, add_trait(outcome.summary));
        }
        scan.kernel = std::make_unique<DiscreteScan>(std::move(null), model->discrete_test());
    } else {
        CoxNull null = model->null();
        for (const survival::CoxNullOutcome& outcome : null.nulls) { add_trait(outcome.summary); }
        scan.kernel = std::make_unique<CoxScan>(std::move(null), model->test);
    }
    if (predicted) {
        scan.kernel_chromosome = records.chromosomes().front();
        scan.kernel_for = [model](Chromosome chromosome) {
            model->take_predictions(chromosome);
            return model->kernel();
        };
    }
    return scan;
}

void run(const Options& options, const pipeline::Communicator& communicator) {
    const std::vector<OutcomeColumns> outcomes = outcomes_of(options);
    check_discrete(options);
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
const Job survive_job{
    "survive",
    "Cox scans of time-to-event outcomes: pooled with the cohort as stratum, and by cohort (models without a scan: "
    "`atria survive model`)",
    &describe, &run};

}  // namespace atria::jobs
