#include "pipeline/model/model_report.hpp"

#include "pipeline/model/model_checks.hpp"
#include "pipeline/record/log.hpp"

#include <algorithm>

namespace atria::pipeline {
namespace {

using Json = nlohmann::ordered_json;

std::string counted(std::size_t count, const std::string& one, const std::string& several) {
    return std::to_string(count) + " " + (count == 1 ? one : several);
}

std::string long_name(SurvivalModel model) {
    switch (model) {
        case SurvivalModel::cox:
            return "Cox proportional hazards";
        case SurvivalModel::kaplan_meier:
            return "Kaplan-Meier";
        case SurvivalModel::nelson_aalen:
            return "Nelson-Aalen";
        case SurvivalModel::log_rank:
            return "Log-rank test";
        case SurvivalModel::cumulative_incidence:
            return "Cumulative incidence (Aalen-Johansen)";
        case SurvivalModel::gray:
            return "Gray's test";
        case SurvivalModel::fine_gray:
            return "Fine-Gray subdistribution hazards";
        case SurvivalModel::exponential:
            return "Accelerated failure time, exponential";
        case SurvivalModel::weibull:
            return "Accelerated failure time, Weibull";
        case SurvivalModel::log_normal:
            return "Accelerated failure time, log-normal";
        case SurvivalModel::log_logistic:
            return "Accelerated failure time, log-logistic";
    }
    return "";
}

}  // namespace

Json report_rows(const ModelRequest& request, const ModelRows& rows) {
    const bool several = !request.person.empty();
    Json record = Json::object();
    for (const ModelCohort& cohort : rows.cohorts) {
        Json left_out = Json::object();
        std::string words;
        for (const auto& [reason, rows_left_out] : cohort.left_out) {
            left_out[reason] = {{"rows", rows_left_out.rows}, {"first", rows_left_out.first}};
            words += (words.empty() ? "; left out: " : ", ") + std::to_string(rows_left_out.rows) + " " + reason +
                     " (" + rows_left_out.first.front() + (rows_left_out.rows > 1 ? ", ...)" : ")");
        }
        Json events = Json::object();
        for (std::size_t code = 1; code < cohort.events.size(); ++code) {
            events[std::to_string(code)] = cohort.events[code];
        }
        record[cohort.name] = {
            {"rows", cohort.analysed}, {"people", cohort.people}, {"events", events}, {"left_out", left_out}};
        const std::string line =
            request.outcome.name + " in " + cohort.name + ": " + counted(cohort.people, "person", "people") +
            (several ? " in " + counted(cohort.analysed, "row", "rows") : "") + " analysed" + words;
        if (cohort.analysed == 0) {
            log_warning(line + "; the cohort takes no part");
        } else {
            log_info(line);
        }
    }
    return record;
}

Json model_record(const ModelRequest& request, const ModelRows& rows) {
    Json record;
    record["model"] = word_of(request.model);
    record["outcome"] = request.outcome.name;
    if (request.cause) { record["cause"] = *request.cause; }
    Json cohorts = Json::array();
    std::size_t left_out = 0;
    for (const ModelCohort& cohort : rows.cohorts) {
        std::size_t without = 0;
        for (const auto& [reason, which] : cohort.left_out) { without += which.rows; }
        left_out += without;
        std::size_t events = 0;
        for (std::size_t code = 1; code < cohort.events.size(); ++code) { events += cohort.events[code]; }
        cohorts.push_back({{"cohort", cohort.name},
                           {"rows", cohort.analysed},
                           {"people", cohort.people},
                           {"events", events},
                           {"left_out", without}});
    }
    record["cohorts"] = cohorts;
    record["rows"] = rows.analysed();
    record["people"] = rows.people();
    record["events"] = rows.events();
    record["left_out"] = left_out;
    if (!request.strata.empty()) { record["strata"] = rows.strata; }
    if (!request.group.empty()) { record["groups"] = rows.groups; }
    return record;
}

std::string summary_heading(const ModelRequest& request, const ModelRows& rows) {
    std::string text = long_name(request.model) + ": " + request.outcome.name;
    if (request.cause) { text += ", cause " + std::to_string(*request.cause); }
    text += "\nn = " + std::to_string(rows.people());
    if (rows.analysed() != rows.people()) { text += " people in " + std::to_string(rows.analysed()) + " rows"; }
    text += ", events = " + std::to_string(rows.events());
    if (rows.causes.size() > 1) {
        text += " (";
        for (const unsigned cause : rows.causes) {
            text += (cause == rows.causes.front() ? "cause " : ", cause ") + std::to_string(cause) + ": " +
                    std::to_string(rows.events(cause));
        }
        text += ")";
    }
    if (rows.cohorts.size() > 1) { text += ", cohorts = " + std::to_string(rows.cohorts.size()); }
    if (!request.strata.empty()) { text += ", strata = " + std::to_string(rows.strata.size()); }
    std::size_t left_out = 0;
    for (const ModelCohort& cohort : rows.cohorts) {
        for (const auto& [reason, which] : cohort.left_out) { left_out += which.rows; }
    }
    if (left_out > 0) { text += " (" + counted(left_out, "row", "rows") + " left out: the log says why)"; }
    return text + "\n\n";
}

}  // namespace atria::pipeline
