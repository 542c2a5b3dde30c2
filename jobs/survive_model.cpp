#include "io/tables/cell.hpp"
#include "jobs/job.hpp"
#include "jobs/standard_output.hpp"
#include "kernels/data/error.hpp"
#include "kernels/data/ticks.hpp"
#include "pipeline/model/model_checks.hpp"
#include "pipeline/model/model_options.hpp"
#include "pipeline/model/survival_model.hpp"
#include "pipeline/record/log.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace atria::jobs {
namespace {

using pipeline::ModelRequest;
using pipeline::SurvivalModel;

constexpr std::array models{
    SurvivalModel::cox,        SurvivalModel::kaplan_meier,         SurvivalModel::nelson_aalen,
    SurvivalModel::log_rank,   SurvivalModel::cumulative_incidence, SurvivalModel::gray,
    SurvivalModel::fine_gray,  SurvivalModel::exponential,          SurvivalModel::weibull,
    SurvivalModel::log_normal, SurvivalModel::log_logistic,
};

std::vector<std::string> model_words() {
    std::vector<std::string> words;
    words.reserve(models.size());
    for (const SurvivalModel model : models) { words.emplace_back(pipeline::word_of(model)); }
    return words;
}

void describe(OptionTable& table) {
    table.section("Records and results")
        .text("study", "folder of the study, as `atria shard` makes it; every cohort is a stratum. This or --records")
        .text("records", "table of people instead of a study: tab- or comma-separated with a header, perhaps gzipped")
        .text("cohort-column", "column of the table that says to which cohort a row belongs; default: all are one")
        .list("cohort", "cohort to analyse, repeatable; default: all")
        .list(
            "drop-cohort",
            "VARIABLE=COHORT, repeatable: the variable is not harmonised completely in this cohort of the study, whose "
            "people are left out; without it such a variable is refused")
        .required_text("out", "folder for the results; made when missing")
        .section("Model")
        .choice("model",
                "cox; km (Kaplan-Meier), nelson-aalen, log-rank; cumulative-incidence (Aalen-Johansen), gray (its "
                "test), fine-gray; accelerated failure times: exponential, weibull, log-normal, log-logistic",
                model_words(), "cox")
        .required_text("outcome",
                       "NAME=entry,exit,event or NAME=time,event, columns of the records, one outcome a run; a row is "
                       "at risk in (entry, exit], event 0 (censored) or 1, or the cause 1, 2, ... [times in one unit "
                       "of your choice]")
        .integer("cause", "event code of interest; 0: the only one, or every one (cumulative-incidence, gray)", 0, 0,
                 255)
        .list("covariate",
              "numeric covariate, repeatable; also a range PC1-10, a power age^2, a product age*sex or age*site")
        .list("categorical", "categorical covariate, repeatable; its levels are compared with the reference level")
        .list("reference", "NAME=LEVEL, the reference level of a categorical covariate; default: the first by alphabet")
        .list("group", "column whose levels are the groups of curves and their tests, repeatable: combinations")
        .list("strata", "column whose levels are further strata within each cohort, repeatable: combinations")
        .text("weight", "column of case weights; rows of weight 0 are left out")
        .text("offset", "column that is added to the linear predictor")
        .text("person", "column that says whose row it is, for several rows a person (start-stop records)")
        .text("cluster", "column of the clusters of robust standard errors; default: the person")
        .choice("ties",
                "how events at the same time share their risk set (cox, fine-gray); discrete: proportional hazards in "
                "grouped time, complementary log-log with an intercept for each distinct event time (cox)",
                {"efron", "breslow", "exact", "discrete"}, "efron")
        .flag("robust", "robust (sandwich) standard errors; on by itself with --cluster")
        .real("rho", "log-rank: weight S(t-)^rho of the G-rho family; 0 is the log-rank test, 1 Peto and Peto's", 0,
              -10, 10)
        .section("What is told")
        .choice("confidence-type", "scale of the confidence intervals of curves",
                {"log", "log-log", "plain", "logit", "arcsin", "none"}, "log")
        .real("confidence-level", "level of confidence intervals", 0.95, 0.01, 0.9999)
        .list("at",
              "name=value,name=value,...: covariate values of a predicted survival curve (cox, fine-gray), in "
              "curves.tsv, repeatable")
        .list("times", "times at which curves are told, repeatable; default: all their own [unit of the times]")
        .real("tau", "km: end of the restricted mean; 0: the largest time of all [unit of the times]", 0, 0, 1e12)
        .real("start",
              "km, nelson-aalen: curves given that there was no event before this time; 0: from the beginning [unit of "
              "the times]",
              0, 0, 1e12)
        .choice("zph", "cox: test of proportional hazards against this function of time, in zph.tsv",
                {"none", "identity", "log", "rank", "km"}, "none")
        .flag("baseline",
              "cox, fine-gray: cumulative baseline hazard of every stratum, at covariates of 0, in baseline.tsv")
        .flag("residuals", "cox: residuals of every row, in residuals.tsv.gz, and of every event, in schoenfeld.tsv.gz")
        .list("horizon",
              "cox, fine-gray: predict everybody's risk of the event up to this time after entry (after 0 without "
              "entries), repeatable; risk.tsv, calibration.tsv (by tenths of the risk) and accuracy.tsv (AUC, Brier "
              "score) compare it with what happened [unit of the times]")
        .flag("risks", "with --horizon: the predicted risks of every person, in risks.tsv.gz");
}

/// Times of an option, ascending, each once; `least` says which will do, in words.
std::vector<double> times_of(const Options& options, const std::string& name, bool above_0, const std::string& least) {
    std::vector<double> times;
    for (const std::string& text : options.list(name)) {
        const auto time = io::parse_number(text);
        if (!time || !(*time >= 0 && *time <= longest_time) || (above_0 && ticks_of(*time) == 0)) {
            throw Error(Fault::usage, "option --" + name + ": '" + text + "' will not do; give " + least);
        }
        times.push_back(*time);
    }
    std::ranges::sort(times);
    times.erase(std::unique(times.begin(), times.end()), times.end());
    return times;
}

std::map<std::string, std::string> values_at(const std::string& text) {
    std::map<std::string, std::string> values;
    std::size_t from = 0;
    while (from <= text.size()) {
        const std::size_t to = std::min(text.find(',', from), text.size());
        const std::string part(io::trimmed(std::string_view(text).substr(from, to - from)));
        const std::size_t equals = part.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == part.size()) {
            throw Error(Fault::usage, "option --at: '" + text + "' will not do; give name=value,name=value,...");
        }
        if (!values.emplace(part.substr(0, equals), part.substr(equals + 1)).second) {
            throw Error(Fault::usage, "option --at: '" + part.substr(0, equals) + "' has two values in '" + text + "'");
        }
        from = to + 1;
    }
    return values;
}

pipeline::ScanRequest records_request(const Options& options) {
    pipeline::ScanRequest request;
    request.study = options.text("study");
    request.results = options.text("out");
    request.cohorts = options.list("cohort");
    request.dropped = options.list("drop-cohort");
    if (!request.dropped.empty() && request.study.empty()) {
        throw Error(Fault::usage, "--drop-cohort is of a study's harmonised variables; a table (--records) has none");
    }
    request.covariates = options.list("covariate");
    request.categorical = options.list("categorical");
    request.references = options.list("reference");
    request.records_alone = true;
    request.products_as_written = true;
    request.check = options.flag("check");
    request.force = options.flag("force");
    request.run.job = "survive model";
    request.run.stub = options.flag("stub");
    request.run.threads = static_cast<int>(options.integer("threads"));
    request.run.memory = options.bytes("memory");
    for (const Options::Value& value : options.values()) {
        request.run.options.push_back({value.name, value.value, value.origin});
    }
    return request;
}

ModelRequest model_request(const Options& options) {
    ModelRequest request;
    request.records = records_request(options);
    request.table = options.text("records");
    request.cohort_column = options.text("cohort-column");
    if (request.table.empty() == request.records.study.empty()) {
        throw Error(Fault::usage, "give the records: --study STUDY or --records TABLE, one of the two");
    }
    if (request.table.empty() && !request.cohort_column.empty()) {
        throw Error(Fault::usage, "--cohort-column is a column of --records; the cohorts of a study are its own");
    }
    request.model = *std::ranges::find(models, options.text("model"),
                                       [](SurvivalModel model) { return std::string(pipeline::word_of(model)); });
    request.outcome = pipeline::parse_outcome(options.text("outcome"));
    request.group = options.list("group");
    request.strata = options.list("strata");
    request.weight = options.text("weight");
    request.offset = options.text("offset");
    request.cluster = options.text("cluster");
    request.person = options.text("person");
    request.ties = options.text("ties");
    if (const auto cause = options.integer("cause"); cause > 0) { request.cause = static_cast<unsigned>(cause); }
    request.robust = options.flag("robust") || !request.cluster.empty();
    request.confidence_type = options.text("confidence-type");
    request.confidence_level = options.real("confidence-level");
    for (const std::string& text : options.list("at")) { request.at.push_back(values_at(text)); }
    request.times = times_of(options, "times", false, "a time, 0 or above");
    request.rho = options.real("rho");
    if (options.real("start") > 0) { request.start = options.real("start"); }
    if (options.real("tau") > 0) { request.tau = options.real("tau"); }
    if (options.text("zph") != "none") { request.zph = options.text("zph"); }
    request.baseline = options.flag("baseline");
    request.residuals = options.flag("residuals");
    request.horizons = times_of(options, "horizon", true, "a time above 0: a risk is that of an event up to then");
    request.risks = options.flag("risks");
    std::set<std::string> asked;
    for (const Options::Value& value : options.values()) {
        if (options.is_asked(value.name)) { asked.insert(value.name); }
    }
    pipeline::check_model_options(request.model, asked);
    pipeline::check_options(request);
    return request;
}

void run(const Options& options, const pipeline::Communicator& communicator) {
    const std::string summary = pipeline::run_survival_model(model_request(options), communicator);
    if (communicator.is_root() && !pipeline::log_is_quiet()) { print(summary); }
}

}  // namespace

extern const Job survive_model_job;
const Job survive_model_job{"survive model",
                            "survival models without a scan: Cox, Kaplan-Meier, log-rank, competing risks, ...",
                            &describe, &run};

}  // namespace atria::jobs
