#include "pipeline/model/model_checks.hpp"

#include "kernels/data/error.hpp"
#include "pipeline/model/discrete_model.hpp"
#include "pipeline/record/log.hpp"

#include <algorithm>
#include <iterator>
#include <string>

namespace atria::pipeline {
namespace {

std::string code_list(const std::vector<unsigned>& codes) {
    std::string text;
    for (const unsigned code : codes) { text += (text.empty() ? "" : ", ") + std::to_string(code); }
    return text;
}

bool is_aft(SurvivalModel model) {
    return model == SurvivalModel::exponential || model == SurvivalModel::weibull ||
           model == SurvivalModel::log_normal || model == SurvivalModel::log_logistic;
}

bool compares_groups(SurvivalModel model) { return model == SurvivalModel::log_rank || model == SurvivalModel::gray; }

}  // namespace

std::string_view word_of(SurvivalModel model) {
    switch (model) {
        case SurvivalModel::cox:
            return "cox";
        case SurvivalModel::kaplan_meier:
            return "km";
        case SurvivalModel::nelson_aalen:
            return "nelson-aalen";
        case SurvivalModel::log_rank:
            return "log-rank";
        case SurvivalModel::cumulative_incidence:
            return "cumulative-incidence";
        case SurvivalModel::gray:
            return "gray";
        case SurvivalModel::fine_gray:
            return "fine-gray";
        case SurvivalModel::exponential:
            return "exponential";
        case SurvivalModel::weibull:
            return "weibull";
        case SurvivalModel::log_normal:
            return "log-normal";
        case SurvivalModel::log_logistic:
            return "log-logistic";
    }
    return "";
}

bool is_curve(SurvivalModel model) {
    return model == SurvivalModel::kaplan_meier || model == SurvivalModel::nelson_aalen ||
           model == SurvivalModel::cumulative_incidence;
}

bool has_causes(SurvivalModel model) {
    return model == SurvivalModel::cumulative_incidence || model == SurvivalModel::gray ||
           model == SurvivalModel::fine_gray;
}

void check_options(const ModelRequest& request) {
    const std::string model(word_of(request.model));
    if (request.group.empty() && compares_groups(request.model)) {
        throw Error(Fault::usage, "--model " + model + " compares groups; name the column that makes them by --group");
    }
    const bool cox_like = request.model == SurvivalModel::cox || request.model == SurvivalModel::fine_gray;
    if (!request.horizons.empty() && request.model == SurvivalModel::fine_gray && !request.outcome.entry.empty()) {
        throw Error(Fault::usage,
                    "--horizon: who enters late has a risk from the entry on, and --model fine-gray, which knows the "
                    "event of one cause only, cannot tell how many are without any event then; use --model cox with "
                    "--cause, which fits the other causes too");
    }
    if (request.ties == "discrete" && cox_like) { check_discrete_options(request); }
    if (request.ties == "exact" && (request.robust || request.model == SurvivalModel::fine_gray)) {
        throw Error(Fault::usage, "--ties exact has no robust standard errors and no weights; give efron or breslow");
    }
}

void check_rows(const ModelRequest& request, const ModelRows& rows) {
    const std::string& outcome = request.outcome.name;
    const std::string model(word_of(request.model));
    if (rows.analysed() == 0) {
        throw Error(Fault::bad_data, outcome +
                                         ": nobody is left to analyse, because every row lacks a value; look at "
                                         "the reasons above, and leave out the column that is missing for all");
    }
    if (rows.people() == 1 && !is_curve(request.model)) {
        throw Error(Fault::bad_data, outcome + ": there is one person only, of whom --model " + model +
                                         " can say nothing; give records of more people");
    }
    if (!request.horizons.empty() && rows.people() < rows.analysed()) {
        throw Error(Fault::bad_data, outcome + ": --horizon predicts from what is known of a person at one time, and " +
                                         std::to_string(rows.people()) + " people have " +
                                         std::to_string(rows.analysed()) + " rows; give records of one row a person");
    }
    if (compares_groups(request.model) && rows.groups.size() < 2) {
        throw Error(Fault::bad_data,
                    outcome + ": everybody is in one group, " + rows.groups.front() + "; there is nothing to compare");
    }
    const std::vector<unsigned>& causes = rows.causes;
    if (causes.empty()) {
        const std::string words =
            outcome + ": everybody is censored, nobody of " + std::to_string(rows.people()) + " people has an event";
        if (!is_curve(request.model)) {
            throw Error(Fault::bad_data, words + ", so that --model " + model +
                                             " can say nothing; is the event column '" + request.outcome.event +
                                             "' the right one, with 1 for events?");
        }
        log_warning(words);
    }
    if (request.cause && std::ranges::find(causes, *request.cause) == causes.end()) {
        throw Error(Fault::bad_data, outcome + ": nobody has an event of cause " + std::to_string(*request.cause) +
                                         "; the event codes are 0 (censored), " + code_list(causes));
    }
    const bool several = causes.size() > 1 || (causes.size() == 1 && causes.front() != 1);
    if (!request.cause && several && !has_causes(request.model)) {
        throw Error(Fault::bad_data,
                    outcome + ": the event codes of column '" + request.outcome.event + "' are " + code_list(causes) +
                        " beside 0 (censored), and --model " + model +
                        " knows one cause; name it by --cause (events of others then count as censored there), or "
                        "recode the column to 0 and 1");
    }
    if (causes.empty()) { return; }
    for (const ModelCohort& cohort : rows.cohorts) {
        std::size_t events = 0;
        for (std::size_t code = 1; code < cohort.events.size(); ++code) {
            if (!request.cause || code == *request.cause) { events += cohort.events[code]; }
        }
        if (events > 0) { continue; }
        log_warning(outcome + " in " + cohort.name + ": " +
                    (cohort.analysed == 0 ? "nobody is analysed" : "no events") +
                    (is_curve(request.model) || is_aft(request.model) ? "" : "; the cohort says nothing"));
    }
}

void keep_one_cause(const ModelRequest& request, ModelRows& rows) {
    if (has_causes(request.model)) { return; }
    const unsigned kept = request.cause.value_or(1);
    if (!request.horizons.empty()) { std::ranges::remove_copy(rows.causes, std::back_inserter(rows.competing), kept); }
    for (ModelCohort& cohort : rows.cohorts) {
        if (!rows.competing.empty()) { cohort.codes = cohort.rows.event; }
        for (std::uint32_t& event : cohort.rows.event) { event = event == kept ? 1 : 0; }
        std::vector<std::size_t> counts(2);
        for (std::size_t code = 0; code < cohort.events.size(); ++code) {
            counts[code == kept ? 1 : 0] += cohort.events[code];
        }
        cohort.events = counts;
    }
    if (!rows.causes.empty()) { rows.causes = {1}; }
}

}  // namespace atria::pipeline
