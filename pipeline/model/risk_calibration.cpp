#include "pipeline/model/risk_calibration.hpp"

#include "kernels/survival/curves/cumulative_incidence.hpp"
#include "kernels/survival/curves/jackknife_sums.hpp"
#include "kernels/survival/curves/risk_table.hpp"
#include "kernels/survival/curves/survival_curve.hpp"
#include "kernels/survival/model/risk_groups.hpp"
#include "pipeline/model/curve_model.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <optional>

namespace atria::pipeline {
namespace {

using survival::JackknifeSums;
using survival::RiskGroups;
using survival::RiskPeople;
using survival::RiskTable;
using survival::RiskTables;

constexpr std::size_t tenths = 10;

RiskGroups groups_by_risk(const FittedCox& fitted, const std::vector<RiskPeople>& cohorts) {
    std::vector<std::optional<survival::SortedKeys>> keys(cohorts.size());
    fitted.rounds.each([&](std::size_t c) { keys[c].emplace(cohorts[c].risk); });
    survival::RiskGroupSearch search(tenths);
    while (!search.done()) {
        std::vector<double> sum(tenths, 0);
        for (const std::vector<double>& below :
             fitted.rounds.gather([&](std::size_t c) { return keys[c]->below(search.keys()); })) {
            std::ranges::transform(sum, below, sum.begin(), std::plus<>());
        }
        search.advance(sum);
    }
    return search.groups();
}

/// Means and extremes of the predicted risks of each group.
std::vector<CalibrationGroup> predicted_of(const FittedCox& fitted, const std::vector<RiskPeople>& cohorts,
                                           const RiskGroups& groups) {
    constexpr std::size_t numbers = 5;  // people, weight, weight × risk, smallest, largest
    const auto lists = fitted.rounds.gather([&](std::size_t c) {
        std::vector<double> list(numbers * groups.size(), 0);
        for (std::size_t g = 0; g < groups.size(); ++g) { list[numbers * g + 3] = 1; }
        const RiskPeople& people = cohorts[c];
        for (std::size_t i = 0; i < people.people(); ++i) {
            double* const own = &list[numbers * groups.group_of(people.risk[i])];
            own[0] += 1;
            own[1] += people.weight_of(i);
            own[2] += people.weight_of(i) * people.risk[i];
            own[3] = std::min(own[3], people.risk[i]);
            own[4] = std::max(own[4], people.risk[i]);
        }
        return list;
    });
    std::vector<CalibrationGroup> answer(groups.size());
    for (std::size_t g = 0; g < groups.size(); ++g) {
        double weight = 0;
        double sum = 0;
        double least = 1;
        double most = 0;
        for (const std::vector<double>& list : lists) {
            const double* const own = &list[numbers * g];
            answer[g].people += own[0];
            weight += own[1];
            sum += own[2];
            least = std::min(least, own[3]);
            most = std::max(most, own[4]);
        }
        if (answer[g].people == 0) {
            answer[g].status = "no_people";
            continue;
        }
        answer[g].mean = sum / weight;
        answer[g].minimum = least;
        answer[g].maximum = most;
    }
    return answer;
}

/// The people as rows of a curve that ends at the horizon.
SurvivalRows rows_until(const RiskPeople& people, Ticks horizon, const RiskGroups& groups) {
    SurvivalRows rows;
    rows.groups = static_cast<std::uint32_t>(groups.size());
    for (std::size_t i = 0; i < people.people(); ++i) {
        const bool beyond = people.time[i] > horizon;
        rows.exit.push_back(beyond ? horizon + 1 : people.time[i]);
        rows.event.push_back(beyond ? 0 : people.event[i]);
        rows.group.push_back(static_cast<std::uint32_t>(groups.group_of(people.risk[i])));
    }
    rows.weight = people.weight;
    rows.cluster = people.cluster;
    return rows;
}

/// The last time at which somebody leaves, up to the horizon.
std::optional<std::size_t> last_up_to(const std::vector<Ticks>& times, Ticks horizon) {
    const auto behind = std::ranges::upper_bound(times, horizon) - times.begin();
    return behind == 0 ? std::nullopt : std::optional(static_cast<std::size_t>(behind - 1));
}

void observe_incidence(const RiskTable& table, const FittedCox& fitted, Ticks horizon, const Eigen::MatrixXd& squares,
                       CalibrationGroup& group) {
    survival::IncidenceOptions options;
    options.confidence = confidence_scale(fitted.request.confidence_type);
    options.confidence_level = fitted.request.confidence_level;
    const survival::IncidenceCurves curves = survival::cumulative_incidence(table, options, squares);
    group.observed = group.standard_error = 0;
    if (const auto last = last_up_to(curves.time, horizon)) {
        const auto t = static_cast<Eigen::Index>(*last);
        group.observed = curves.incidence(0, t);
        group.standard_error = curves.std_error(0, t);
        group.lower = curves.lower(0, t);
        group.upper = curves.upper(0, t);
    }
}

void observe_curve(const RiskTable& table, const FittedCox& fitted, Ticks horizon, const Eigen::MatrixXd* squares,
                   CalibrationGroup& group) {
    survival::CurveOptions options;
    options.confidence = confidence_scale(fitted.request.confidence_type);
    options.confidence_level = fitted.request.confidence_level;
    const survival::SurvivalCurve curve = squares == nullptr ? survival::survival_curve(table, options)
                                                             : survival::survival_curve(table, options, *squares);
    const survival::CurvePoint point = survival::curve_at(curve, std::array{horizon}).front();
    group.observed = 1 - point.survival;
    group.standard_error = point.std_error;
    group.lower = 1 - point.upper;
    group.upper = 1 - point.lower;
}

/// Predicted and observed risks of the groups.
std::vector<CalibrationGroup> compared(const FittedCox& fitted, const std::vector<RiskPeople>& cohorts, Ticks horizon,
                                       bool competing, const RiskGroups& groups) {
    std::vector<CalibrationGroup> answer = predicted_of(fitted, cohorts, groups);
    std::vector<SurvivalRows> rows(cohorts.size());
    fitted.rounds.each([&](std::size_t c) { rows[c] = rows_until(cohorts[c], horizon, groups); });
    const RiskTables tables =
        fitted.rounds.sum([&](std::size_t c) { return survival::risk_tables(rows[c], competing ? 2 : 1); },
                          [](const std::vector<double>& numbers) { return RiskTables::from_numbers(numbers); });
    std::optional<JackknifeSums> squares;
    const bool whole = std::ranges::all_of(tables.group, &RiskTable::whole_weights);
    if (competing || fitted.request.robust || !whole) {
        squares =
            fitted.rounds.sum([&](std::size_t c) { return survival::jackknife_sums(rows[c], tables); },
                              [](const std::vector<double>& numbers) { return JackknifeSums::from_numbers(numbers); });
    }
    for (std::size_t g = 0; g < answer.size(); ++g) {
        const RiskTable& table = tables.group[g];
        CalibrationGroup& group = answer[g];
        if (group.people == 0) { continue; }
        for (std::size_t t = 0; t < table.time.size(); ++t) { group.events += table.people.events[0][t]; }
        if (table.time.back() <= horizon && table.people.censored.back() > 0) {
            group.status = "not_followed";
            continue;
        }
        if (competing) {
            observe_incidence(table, fitted, horizon, squares->group[g], group);
        } else {
            observe_curve(table, fitted, horizon, squares ? &squares->group[g] : nullptr, group);
        }
    }
    return answer;
}

}  // namespace

Calibration calibrate(const FittedCox& fitted, const PredictedRisks& predicted, std::size_t h) {
    std::vector<RiskPeople> cohorts(predicted.risk.size());
    fitted.rounds.each([&](std::size_t c) { cohorts[c] = predicted.people(c, h); });
    const bool competing = !fitted.model.competing.empty() || fitted.model.causes.size() > 1;
    const Ticks horizon = predicted.horizons[h];
    return {compared(fitted, cohorts, horizon, competing, RiskGroups()).front(),
            compared(fitted, cohorts, horizon, competing, groups_by_risk(fitted, cohorts))};
}

}  // namespace atria::pipeline
