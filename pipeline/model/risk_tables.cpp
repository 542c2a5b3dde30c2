#include "io/tables/name_list.hpp"
#include "kernels/data/shortest_number.hpp"
#include "kernels/survival/curves/confidence_limits.hpp"
#include "kernels/survival/model/risk_accuracy.hpp"
#include "pipeline/model/fitted_cox.hpp"
#include "pipeline/model/predicted_risks.hpp"
#include "pipeline/model/regression_terms.hpp"
#include "pipeline/model/risk_calibration.hpp"
#include "pipeline/model/summary_text.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace atria::pipeline {
namespace {

using survival::RiskAccuracy;
using survival::RiskAccuracySums;

/// A row of accuracy.tsv.
struct AccuracyRow {
    double horizon = 0;
    std::string cohort;
    RiskAccuracySums sums;
    RiskAccuracy accuracy;
    double lower = RegressionTerm::none;  ///< of the area under the curve
    double upper = RegressionTerm::none;

    AccuracyRow(double at, std::string of, const RiskAccuracySums& added, double z)
        : horizon(at), cohort(std::move(of)), sums(added), accuracy(survival::risk_accuracy(added)) {
        lower = std::max(0.0, accuracy.auc - z * accuracy.auc_error);
        upper = std::min(1.0, accuracy.auc + z * accuracy.auc_error);
        if (std::isnan(accuracy.auc)) { lower = upper = RegressionTerm::none; }
    }

    [[nodiscard]] std::string status() const {
        if (sums.people == 0) { return "no_people"; }
        if (sums.people == sums.not_followed) { return "not_followed"; }
        if (sums.cases == 0) { return "no_cases"; }
        if (sums.controls == 0) { return "no_controls"; }
        return std::isnan(accuracy.auc) ? "no_pairs" : "ok";  // cases and controls in different cohorts
    }
    /// Of those who take part.
    [[nodiscard]] double lost() const { return sums.people - sums.not_followed - sums.cases - sums.controls; }
};

template <typename Rows, typename Number>
std::vector<double> column(const Rows& rows, const Number& number) {
    std::vector<double> values;
    std::ranges::transform(rows, std::back_inserter(values), number);
    return values;
}

io::ModelTable accuracy_table(const std::vector<AccuracyRow>& rows) {
    std::vector<std::string> cohorts;
    std::vector<std::string> status;
    for (const AccuracyRow& row : rows) {
        cohorts.push_back(row.cohort);
        status.push_back(row.status());
    }
    const auto of = [&rows](const auto& number) { return column(rows, number); };
    io::ModelTable table;
    table.name = "accuracy";
    return table.numbers("horizon", of([](const AccuracyRow& row) { return row.horizon; }))
        .words("cohort", cohorts)
        .numbers("n", of([](const AccuracyRow& row) { return row.sums.people; }))
        .numbers("n_case", of([](const AccuracyRow& row) { return row.sums.cases; }))
        .numbers("n_control", of([](const AccuracyRow& row) { return row.sums.controls; }))
        .numbers("n_lost", of([](const AccuracyRow& row) { return row.lost(); }))
        .numbers("n_not_followed", of([](const AccuracyRow& row) { return row.sums.not_followed; }))
        .numbers("auc", of([](const AccuracyRow& row) { return row.accuracy.auc; }))
        .numbers("auc_se", of([](const AccuracyRow& row) { return row.accuracy.auc_error; }))
        .numbers("auc_ci_lower", of([](const AccuracyRow& row) { return row.lower; }))
        .numbers("auc_ci_upper", of([](const AccuracyRow& row) { return row.upper; }))
        .numbers("brier", of([](const AccuracyRow& row) { return row.accuracy.brier; }))
        .numbers("brier_se", of([](const AccuracyRow& row) { return row.accuracy.brier_error; }))
        .numbers("brier_null", of([](const AccuracyRow& row) { return row.accuracy.brier_null; }))
        .numbers("prediction_accuracy", of([](const AccuracyRow& row) { return row.accuracy.prediction_accuracy; }))
        .words("status", status);
}

/// A row of calibration.tsv.
struct CalibrationRow {
    double horizon = 0;
    std::string group;
    CalibrationGroup of;
};

io::ModelTable calibration_table(const std::vector<CalibrationRow>& rows) {
    std::vector<std::string> groups;
    std::vector<std::string> status;
    for (const CalibrationRow& row : rows) {
        groups.push_back(row.group);
        status.push_back(row.of.status);
    }
    const auto of = [&rows](double CalibrationGroup::*member) {
        return column(rows, [member](const CalibrationRow& row) { return row.of.*member; });
    };
    io::ModelTable table;
    table.name = "calibration";
    return table.numbers("horizon", column(rows, [](const CalibrationRow& row) { return row.horizon; }))
        .words("decile", groups)
        .numbers("n", of(&CalibrationGroup::people))
        .numbers("n_event", of(&CalibrationGroup::events))
        .numbers("predicted", of(&CalibrationGroup::mean))
        .numbers("predicted_minimum", of(&CalibrationGroup::minimum))
        .numbers("predicted_maximum", of(&CalibrationGroup::maximum))
        .numbers("observed", of(&CalibrationGroup::observed))
        .numbers("standard_error", of(&CalibrationGroup::standard_error))
        .numbers("ci_lower", of(&CalibrationGroup::lower))
        .numbers("ci_upper", of(&CalibrationGroup::upper))
        .words("status", status);
}

/// Collective. Predicted risks by cohort.
io::ModelTable risk_table(const FittedCox& fitted, const PredictedRisks& predicted, double& not_predicted) {
    std::vector<double> horizons;
    std::vector<std::string> cohorts;
    std::vector<std::vector<double>> columns(6);
    for (std::size_t h = 0; h < predicted.horizons.size(); ++h) {
        const auto lists = fitted.rounds.gather([&](std::size_t c) {
            const survival::RiskPeople people = predicted.people(c, h);
            const auto all = static_cast<double>(predicted.everybody[c].time.size());
            std::vector<double> list{static_cast<double>(people.people()), 0, 0, 0, 0, 0};
            list[1] = all - list[0];
            if (people.people() == 0) { return list; }
            double weight = 0;
            for (std::size_t i = 0; i < people.people(); ++i) {
                weight += people.weight_of(i);
                list[2] += people.weight_of(i) * people.risk[i];
            }
            list[2] /= weight;
            for (std::size_t i = 0; i < people.people(); ++i) {
                const double off = people.risk[i] - list[2];
                list[3] += people.weight_of(i) * off * off / weight;
            }
            list[3] = std::sqrt(list[3]);
            list[4] = *std::ranges::min_element(people.risk);
            list[5] = *std::ranges::max_element(people.risk);
            return list;
        });
        for (std::size_t c = 0; c < lists.size(); ++c) {
            horizons.push_back(fitted.request.horizons[h]);
            cohorts.push_back(fitted.model.cohorts[c].name);
            for (std::size_t k = 0; k < columns.size(); ++k) {
                columns[k].push_back(k >= 2 && lists[c][0] == 0 ? RegressionTerm::none : lists[c][k]);
            }
            not_predicted += lists[c][1];
        }
    }
    io::ModelTable table;
    table.name = "risk";
    return table.numbers("horizon", horizons)
        .words("cohort", cohorts)
        .numbers("n", columns[0])
        .numbers("n_not_predicted", columns[1])
        .numbers("mean", columns[2])
        .numbers("standard_deviation", columns[3])
        .numbers("minimum", columns[4])
        .numbers("maximum", columns[5]);
}

/// Collective. Everybody's risks, on the root.
io::ModelTable table_of_people(const FittedCox& fitted, const PredictedRisks& predicted) {
    const std::size_t width = 2 + predicted.horizons.size();
    const auto lists = fitted.rounds.gather_to_root([&](std::size_t c) {
        const survival::RiskPeople& people = predicted.everybody[c];
        std::vector<double> numbers;
        numbers.reserve(width * people.time.size());
        for (std::size_t i = 0; i < people.time.size(); ++i) {
            numbers.push_back(time_of(people.time[i]));
            numbers.push_back(people.event[i]);
            for (const double risk : predicted.risk[c].row(static_cast<Eigen::Index>(i))) { numbers.push_back(risk); }
        }
        return numbers;
    });
    std::vector<std::vector<double>> columns(width);
    std::vector<std::string> cohorts;
    std::vector<std::string> names;
    for (std::size_t c = 0; c < lists.size() && fitted.rounds.is_root(); ++c) {
        for (std::size_t i = 0; i < lists[c].size(); ++i) { columns[i % width].push_back(lists[c][i]); }
        const ModelCohort& cohort = fitted.model.cohorts[c];
        cohorts.insert(cohorts.end(), cohort.row_names.size(), cohort.name);
        names.insert(names.end(), cohort.row_names.begin(), cohort.row_names.end());
    }
    io::ModelTable table;
    table.name = "risks";
    table.compressed = true;
    table.words("cohort", std::move(cohorts)).words("row", std::move(names));
    table.numbers("time", std::move(columns[0])).numbers("event", std::move(columns[1]));
    for (std::size_t h = 0; h < predicted.horizons.size(); ++h) {
        table.numbers("risk:" + shortest_number(fitted.request.horizons[h]), std::move(columns[2 + h]));
    }
    return table;
}

std::string percent(double level) { return brief(100 * level) + " %"; }

std::string summary_of(const CalibrationRow& all, const AccuracyRow& row, double level) {
    std::string text =
        "Risk at " + brief(all.horizon) + ": " + brief(all.of.mean) + " predicted, " + brief(all.of.observed) +
        " observed (" + percent(level) + " limits " + brief(all.of.lower) + " - " + brief(all.of.upper) + "), " +
        brief(all.of.events) + " events\n  AUC = " + brief(row.accuracy.auc) +
        " (se = " + brief(row.accuracy.auc_error) + "), Brier score = " + brief(row.accuracy.brier) + " (" +
        brief(row.accuracy.brier_null) +
        " without predictors), index of prediction accuracy = " + brief(row.accuracy.prediction_accuracy) + "\n";
    return text;
}

nlohmann::ordered_json record_of(const CalibrationRow& all, const AccuracyRow& row) {
    return {{"horizon", all.horizon},
            {"n", all.of.people},
            {"events", all.of.events},
            {"predicted", json_number(all.of.mean)},
            {"observed", json_number(all.of.observed)},
            {"observed_se", json_number(all.of.standard_error)},
            {"cases", row.sums.cases},
            {"controls", row.sums.controls},
            {"lost", row.lost()},
            {"not_followed", row.sums.not_followed},
            {"auc", json_number(row.accuracy.auc)},
            {"auc_se", json_number(row.accuracy.auc_error)},
            {"brier", json_number(row.accuracy.brier)},
            {"brier_se", json_number(row.accuracy.brier_error)},
            {"brier_null", json_number(row.accuracy.brier_null)},
            {"prediction_accuracy", json_number(row.accuracy.prediction_accuracy)},
            {"status", row.status()}};
}

/// Collective. The rows of accuracy.tsv at one horizon: everybody, and where there are several cohorts each of them.
std::vector<AccuracyRow> accuracy_at(const FittedCox& fitted, const PredictedRisks& predicted, std::size_t h,
                                     ModelResult& result) {
    const double horizon = fitted.request.horizons[h];
    const double z = survival::confidence_z(fitted.request.confidence_level);
    const auto lists = fitted.rounds.gather([&](std::size_t c) {
        return survival::risk_accuracy_sums(predicted.people(c, h), predicted.horizons[h]).numbers();
    });
    RiskAccuracySums sum;
    std::vector<AccuracyRow> of_cohorts;
    std::vector<std::string> not_followed;
    for (std::size_t c = 0; c < lists.size(); ++c) {
        const RiskAccuracySums own = RiskAccuracySums::from_numbers(lists[c]);
        const std::string& name = fitted.model.cohorts[c].name;
        sum.add(own);
        of_cohorts.emplace_back(horizon, name, own, z);
        if (own.not_followed > 0) { not_followed.push_back(name); }
    }
    if (!not_followed.empty()) {
        result.warnings.push_back("the accuracy of risks at " + brief(horizon) + " is without " +
                                  io::name_list(not_followed) + ", where everybody is lost before or has an event");
    }
    std::vector<AccuracyRow> rows{AccuracyRow(horizon, "all", sum, z)};
    if (of_cohorts.size() > 1) { rows.insert(rows.end(), of_cohorts.begin(), of_cohorts.end()); }
    return rows;
}

}  // namespace

void add_risk_tables(const FittedCox& fitted, ModelResult& result) {
    if (fitted.request.horizons.empty()) { return; }
    const std::optional<PredictedRisks> predicted = predict_risks(fitted, result);
    if (!predicted) { return; }
    double not_predicted = 0;
    result.tables.push_back(risk_table(fitted, *predicted, not_predicted));
    if (not_predicted > 0) {
        result.warnings.push_back("no risk is predicted, over the horizons, " + brief(not_predicted) +
                                  " times: nobody of the person's stratum is seen for so long (risk.tsv has the "
                                  "numbers)");
    }
    std::vector<CalibrationRow> calibration;
    std::vector<AccuracyRow> accuracy;
    result.summary += "\n";
    for (std::size_t h = 0; h < predicted->horizons.size(); ++h) {
        const double horizon = fitted.request.horizons[h];
        const Calibration found = calibrate(fitted, *predicted, h);
        const CalibrationRow all{horizon, "all", found.all};
        calibration.push_back(all);
        for (std::size_t g = 0; g < found.tenths.size(); ++g) {
            calibration.push_back({horizon, std::to_string(g + 1), found.tenths[g]});
        }
        const std::vector<AccuracyRow> rows = accuracy_at(fitted, *predicted, h, result);
        result.summary += summary_of(all, rows.front(), fitted.request.confidence_level);
        result.record["risk"].push_back(record_of(all, rows.front()));
        accuracy.insert(accuracy.end(), rows.begin(), rows.end());
    }
    result.tables.push_back(calibration_table(calibration));
    result.tables.push_back(accuracy_table(accuracy));
    if (fitted.request.risks) { result.tables.push_back(table_of_people(fitted, *predicted)); }
}

}  // namespace atria::pipeline
