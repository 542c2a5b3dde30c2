#include "kernels/data/ticks.hpp"
#include "kernels/survival/model/cox_residuals.hpp"
#include "pipeline/model/fitted_cox.hpp"

#include <string>
#include <utility>

namespace atria::pipeline {
namespace {

/// A matrix row by row, as the numbers of a cohort go to the root.
std::vector<double> row_by_row(const Eigen::MatrixXd& matrix) {
    std::vector<double> numbers(static_cast<std::size_t>(matrix.size()));
    Eigen::Map<Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(numbers.data(), matrix.rows(),
                                                                                       matrix.cols()) = matrix;
    return numbers;
}

/// The columns of lists that hold `width` numbers a row.
std::vector<std::vector<double>> columns_of(const std::vector<std::vector<double>>& lists, std::size_t width) {
    std::vector<std::vector<double>> columns(width);
    for (const std::vector<double>& list : lists) {
        for (std::size_t i = 0; i < list.size(); ++i) { columns[i % width].push_back(list[i]); }
    }
    return columns;
}

/// n × (4 + 3p): exit, event, martingale, deviance; score, dfbeta and dfbetas of each covariate.
Eigen::MatrixXd residuals_of(const FittedCox& fitted, std::size_t c) {
    const SurvivalRows& rows = fitted.rows(c);
    const survival::CoxModelRows& sorted = fitted.cohorts[c];
    const survival::CoxRowResiduals residuals = survival::cox_row_residuals(sorted, fitted.fit.point);
    const auto n = static_cast<Eigen::Index>(rows.rows());
    const Eigen::Index p = residuals.score.cols();
    Eigen::MatrixXd numbers(n, 4 + 3 * p);
    for (Eigen::Index i = 0; i < n; ++i) {
        numbers(i, 0) = time_of(rows.exit[static_cast<std::size_t>(i)]);
        numbers(i, 1) = sorted.event[static_cast<std::size_t>(i)];
    }
    numbers.col(2) = residuals.martingale;
    numbers.col(3) = survival::deviance_residuals(residuals.martingale, numbers.col(1));
    if (p == 0) { return numbers; }
    const Eigen::MatrixXd change = survival::dfbeta(sorted, residuals.score, fitted.fit.variance);
    numbers.middleCols(4, p) = residuals.score;
    numbers.middleCols(4 + p, p) = change;
    numbers.rightCols(p) = survival::dfbetas(change, fitted.fit.variance);
    return numbers;
}

/// E × (2 + 2p): row, time; Schoenfeld and scaled Schoenfeld residuals of each covariate.
Eigen::MatrixXd event_residuals_of(const FittedCox& fitted, std::size_t c) {
    const survival::CoxEventResiduals residuals = survival::cox_event_residuals(fitted.cohorts[c], fitted.fit.point);
    const auto events = static_cast<Eigen::Index>(residuals.row.size());
    const Eigen::Index p = residuals.schoenfeld.cols();
    Eigen::MatrixXd numbers(events, 2 + 2 * p);
    for (Eigen::Index i = 0; i < events; ++i) {
        const std::uint32_t row = residuals.row[static_cast<std::size_t>(i)];
        numbers(i, 0) = row;
        numbers(i, 1) = time_of(fitted.rows(c).exit[row]);
    }
    numbers.middleCols(2, p) = residuals.schoenfeld;
    numbers.rightCols(p) =
        survival::scaled_schoenfeld(residuals.schoenfeld, fitted.fit.variance, fitted.fit.point, fitted.fit.events);
    return numbers;
}

}  // namespace

void add_residual_tables(const FittedCox& fitted, ModelResult& result) {
    if (!fitted.request.residuals) { return; }
    const std::vector<std::string>& covariates = fitted.model.covariates;
    const bool scores = survival::has_score_residuals(fitted.cohorts.empty()           ? survival::CoxTies::efron
                                                      : fitted.request.ties == "exact" ? survival::CoxTies::exact
                                                                                       : survival::CoxTies::efron);
    const std::size_t p = scores ? covariates.size() : 0;
    auto lists = fitted.rounds.gather_to_root([&](std::size_t c) { return row_by_row(residuals_of(fitted, c)); });
    std::vector<std::vector<double>> columns = columns_of(lists, 4 + 3 * p);
    std::vector<std::string> cohorts;
    std::vector<std::string> names;
    for (std::size_t c = 0; c < fitted.model.cohorts.size() && fitted.rounds.is_root(); ++c) {
        const ModelCohort& cohort = fitted.model.cohorts[c];
        cohorts.insert(cohorts.end(), cohort.row_names.size(), cohort.name);
        names.insert(names.end(), cohort.row_names.begin(), cohort.row_names.end());
    }
    io::ModelTable table;
    table.name = "residuals";
    table.compressed = true;
    table.words("cohort", std::move(cohorts)).words("row", std::move(names));
    table.numbers("time", std::move(columns[0])).numbers("event", std::move(columns[1]));
    table.numbers("martingale", std::move(columns[2])).numbers("deviance", std::move(columns[3]));
    std::size_t next = 4;
    for (const char* kind : {"score", "dfbeta", "dfbetas"}) {
        for (std::size_t k = 0; k < p; ++k) {
            table.numbers(std::string(kind) + ":" + covariates[k], std::move(columns[next++]));
        }
    }
    result.tables.push_back(std::move(table));
    if (p == 0) { return; }

    lists = fitted.rounds.gather_to_root([&](std::size_t c) { return row_by_row(event_residuals_of(fitted, c)); });
    columns = columns_of(lists, 2 + 2 * p);
    std::vector<std::string> event_cohorts;
    std::vector<std::string> event_names;
    for (std::size_t c = 0; c < lists.size(); ++c) {
        for (std::size_t i = 0; i < lists[c].size(); i += 2 + 2 * p) {
            event_cohorts.push_back(fitted.model.cohorts[c].name);
            event_names.push_back(fitted.model.cohorts[c].row_names[static_cast<std::size_t>(lists[c][i])]);
        }
    }
    io::ModelTable events;
    events.name = "schoenfeld";
    events.compressed = true;
    events.words("cohort", std::move(event_cohorts)).words("row", std::move(event_names));
    events.numbers("time", std::move(columns[1]));
    next = 2;
    for (const char* kind : {"schoenfeld", "scaled"}) {
        for (std::size_t k = 0; k < p; ++k) {
            events.numbers(std::string(kind) + ":" + covariates[k], std::move(columns[next++]));
        }
    }
    result.tables.push_back(std::move(events));
}

}  // namespace atria::pipeline
