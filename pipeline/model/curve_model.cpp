#include "pipeline/model/curve_model.hpp"

#include "kernels/data/ticks.hpp"
#include "kernels/survival/curves/jackknife_sums.hpp"
#include "kernels/survival/curves/quantiles.hpp"
#include "kernels/survival/curves/restricted_mean.hpp"
#include "kernels/survival/curves/risk_table.hpp"
#include "kernels/survival/curves/survival_curve.hpp"
#include "pipeline/model/summary_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <vector>

namespace atria::pipeline {
namespace {

using io::ModelTable;
using survival::CurvePoint;
using survival::RestrictedMean;
using survival::SurvivalCurve;

constexpr std::array told_quantiles{0.25, 0.5, 0.75};
constexpr std::size_t median = 1;  // of told_quantiles

survival::CurveOptions curve_options(const ModelRequest& request) {
    survival::CurveOptions options;
    options.confidence = confidence_scale(request.confidence_type);
    options.confidence_level = request.confidence_level;
    if (request.start) { options.start = ticks_of(*request.start); }
    if (request.model == SurvivalModel::nelson_aalen) { options.from = survival::SurvivalFrom::hazard; }
    return options;
}

/// The points of a curve that are told: those asked for, otherwise all of its own.
std::vector<CurvePoint> told_points(const SurvivalCurve& curve, const std::vector<double>& times) {
    std::vector<Ticks> ticks;
    for (const double time : times) { ticks.push_back(ticks_of(time)); }
    return survival::curve_at(curve,
                              times.empty() ? std::span<const Ticks>(curve.time) : std::span<const Ticks>(ticks));
}

class CurveTable {
public:
    explicit CurveTable(bool hazard) : hazard_(hazard) {}

    void add(const std::string& group, const CurvePoint& point) {
        groups_.push_back(group);
        times_.push_back(time_of(point.time));
        at_risk_.push_back(point.at_risk);
        events_.push_back(point.events);
        censored_.push_back(point.censored);
        hazards_.push_back(point.cumulative_hazard);
        hazard_errors_.push_back(point.hazard_std_error);
        estimates_.push_back(hazard_ ? point.cumulative_hazard : point.survival);
        errors_.push_back(hazard_ ? point.hazard_std_error : point.std_error);
        // The limits of a hazard are those of exp(-hazard), turned back.
        lower_.push_back(hazard_ ? -std::log(point.upper) : point.lower);
        upper_.push_back(hazard_ ? -std::log(point.lower) : point.upper);
    }

    [[nodiscard]] ModelTable table() const {
        ModelTable table;
        table.name = "model";
        table.words("group", groups_)
            .numbers("time", times_)
            .numbers("n_risk", at_risk_)
            .numbers("n_event", events_)
            .numbers("n_censor", censored_)
            .numbers("estimate", estimates_)
            .numbers("standard_error", errors_)
            .numbers("ci_lower", lower_)
            .numbers("ci_upper", upper_);
        if (!hazard_) { table.numbers("cumulative_hazard", hazards_).numbers("cumulative_hazard_se", hazard_errors_); }
        return table;
    }

private:
    bool hazard_;
    std::vector<std::string> groups_;
    std::vector<double> times_, at_risk_, events_, censored_, estimates_, errors_, lower_, upper_, hazards_,
        hazard_errors_;
};

struct GroupSummary {
    std::string group;
    double rows = 0;
    double events = 0;
    std::vector<survival::Quantile> quantiles;
    std::optional<RestrictedMean> mean;
};

ModelTable quantile_table(const std::vector<GroupSummary>& groups) {
    std::vector<std::string> names;
    std::vector<double> probability;
    std::vector<double> time;
    std::vector<double> lower;
    std::vector<double> upper;
    for (const GroupSummary& group : groups) {
        for (const survival::Quantile& quantile : group.quantiles) {
            names.push_back(group.group);
            probability.push_back(quantile.probability);
            time.push_back(quantile.time);
            lower.push_back(quantile.lower);
            upper.push_back(quantile.upper);
        }
    }
    ModelTable table;
    table.name = "quantiles";
    table.words("group", names)
        .numbers("probability", probability)
        .numbers("time", time)
        .numbers("ci_lower", lower)
        .numbers("ci_upper", upper);
    return table;
}

ModelTable mean_table(const std::vector<GroupSummary>& groups) {
    std::vector<std::string> names;
    std::vector<double> end;
    std::vector<double> mean;
    std::vector<double> error;
    for (const GroupSummary& group : groups) {
        if (!group.mean) { continue; }
        names.push_back(group.group);
        end.push_back(time_of(group.mean->end));
        mean.push_back(group.mean->mean);
        error.push_back(group.mean->std_error);
    }
    ModelTable table;
    table.name = "means";
    table.words("group", names).numbers("end", end).numbers("mean", mean).numbers("standard_error", error);
    return table;
}

/// As R prints a survfit: a line a group.
ModelTable group_table(const std::vector<GroupSummary>& groups, const ModelRequest& request) {
    std::vector<std::string> names;
    std::array<std::vector<double>, 7> columns;
    for (const GroupSummary& group : groups) {
        names.push_back(group.group);
        const survival::Quantile& half = group.quantiles[median];
        const double mean = group.mean ? group.mean->mean : std::nan("");
        const double error = group.mean ? group.mean->std_error : std::nan("");
        const std::array<double, 7> values{group.rows, group.events, half.time, half.lower, half.upper, mean, error};
        for (std::size_t k = 0; k < values.size(); ++k) { columns[k].push_back(values[k]); }
    }
    const std::string level = brief(100 * request.confidence_level) + "%";
    ModelTable table;
    if (!request.group.empty()) { table.words("", names); }
    table.numbers("n", columns[0])
        .numbers("events", columns[1])
        .numbers("median", columns[2])
        .numbers("lower " + level, columns[3])
        .numbers("upper " + level, columns[4])
        .numbers("rmean", columns[5])
        .numbers("se(rmean)", columns[6]);
    return table;
}

}  // namespace

survival::ConfidenceScale confidence_scale(const std::string& word) {
    using survival::ConfidenceScale;
    if (word == "log-log") { return ConfidenceScale::log_log; }
    if (word == "plain") { return ConfidenceScale::plain; }
    if (word == "logit") { return ConfidenceScale::logit; }
    if (word == "arcsin") { return ConfidenceScale::arcsin; }
    return word == "none" ? ConfidenceScale::none : ConfidenceScale::log;
}

ModelResult estimate_curves(const ModelRequest& request, const ModelRows& rows, const CohortRounds& rounds) {
    const survival::RiskTables tables =
        rounds.sum([&](std::size_t c) { return survival::risk_tables(rows.cohorts[c].rows, 1); },
                   [](const std::vector<double>& numbers) { return survival::RiskTables::from_numbers(numbers); });
    const survival::CurveOptions options = curve_options(request);
    std::vector<SurvivalCurve> curves;
    const bool whole = std::ranges::all_of(tables.group, &survival::RiskTable::whole_weights);
    const bool robust = request.robust || !whole;  // R takes the jackknife for weights with fractions
    if (robust) {
        const survival::JackknifeSums squares = rounds.sum(
            [&](std::size_t c) { return survival::jackknife_sums(rows.cohorts[c].rows, tables, options.start); },
            [](const std::vector<double>& numbers) { return survival::JackknifeSums::from_numbers(numbers); });
        for (std::size_t k = 0; k < tables.group.size(); ++k) {
            curves.push_back(survival::survival_curve(tables.group[k], options, squares.group[k]));
        }
    } else {
        for (const survival::RiskTable& table : tables.group) {
            curves.push_back(survival::survival_curve(table, options));
        }
    }
    const std::optional<Ticks> end = request.tau ? std::optional(ticks_of(*request.tau)) : survival::common_end(curves);

    CurveTable told(request.model == SurvivalModel::nelson_aalen);
    std::vector<GroupSummary> groups;
    ModelResult result;
    for (std::size_t k = 0; k < curves.size(); ++k) {
        GroupSummary& group = groups.emplace_back();
        group.group = rows.groups[k].empty() ? "all" : rows.groups[k];
        group.rows = tables.group[k].rows;
        group.events = std::accumulate(curves[k].events.begin(), curves[k].events.end(), 0.0);
        group.quantiles = survival::quantiles(curves[k], told_quantiles);
        if (end && *end >= curves[k].start) { group.mean = survival::restricted_mean(curves[k], *end); }
        for (const CurvePoint& point : told_points(curves[k], request.times)) { told.add(group.group, point); }
    }
    result.tables = {told.table(), quantile_table(groups), mean_table(groups)};
    auto& record = result.record;
    record["status"] = "ok";
    record["robust"] = robust;
    record["confidence_type"] = request.confidence_type;
    record["confidence_level"] = request.confidence_level;
    for (const GroupSummary& group : groups) {
        nlohmann::ordered_json quantiles = nlohmann::ordered_json::array();
        for (const survival::Quantile& quantile : group.quantiles) {
            quantiles.push_back({{"probability", quantile.probability},
                                 {"time", json_number(quantile.time)},
                                 {"ci_lower", json_number(quantile.lower)},
                                 {"ci_upper", json_number(quantile.upper)}});
        }
        nlohmann::ordered_json mean = nullptr;
        if (group.mean) {
            mean = {{"end", time_of(group.mean->end)},
                    {"mean", json_number(group.mean->mean)},
                    {"standard_error", json_number(group.mean->std_error)}};
        }
        record["curves"][group.group] = {
            {"rows", group.rows}, {"events", group.events}, {"quantiles", quantiles}, {"restricted_mean", mean}};
    }
    result.summary = summary_table(group_table(groups, request));
    if (end) { result.summary += "rmean: restricted to " + brief(time_of(*end)) + "\n"; }
    if (!request.times.empty()) { result.summary += "\n" + summary_table(result.tables.front()); }
    return result;
}

}  // namespace atria::pipeline
