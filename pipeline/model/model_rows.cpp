#include "pipeline/model/model_rows.hpp"

#include "kernels/data/case_weight.hpp"
#include "kernels/data/error.hpp"
#include "kernels/data/shortest_number.hpp"
#include "kernels/data/ticks.hpp"
#include "pipeline/model/level_numbers.hpp"
#include "pipeline/model/outcome_times.hpp"
#include "pipeline/model/rows_of_people.hpp"
#include "pipeline/run/covariate_columns.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>

namespace atria::pipeline {
namespace {

constexpr std::size_t names_told = 20;

/// The columns of one cohort beside covariates and levels, a value a row of the records.
struct RowColumns {
    OutcomeTimes times;
    std::vector<double> weight;  ///< empty: not asked for; so are the others
    std::vector<double> offset;
    std::vector<std::string> cluster;
    std::vector<std::string> person;
};

RowColumns read_columns(const ModelRequest& request, const CohortRecords& records, std::size_t cohort) {
    RowColumns columns;
    columns.times = read_outcome(records, cohort, request.outcome);
    if (!request.weight.empty()) {
        columns.weight = records.numbers(cohort, request.weight, "weight");
        for (std::size_t row = 0; row < columns.weight.size(); ++row) {
            const double weight = columns.weight[row];
            if (std::isnan(weight) || (weight >= 0 && weight <= largest_case_weight)) { continue; }
            throw Error(Fault::bad_data, records.place(cohort, row, request.weight) + ": weight " +
                                             shortest_number(weight) + " is not a number from 0 to " +
                                             shortest_number(largest_case_weight) +
                                             "; correct it, or leave it missing to leave the row out");
        }
    }
    if (!request.offset.empty()) { columns.offset = records.numbers(cohort, request.offset, "offset"); }
    if (!request.cluster.empty()) { columns.cluster = records.text(cohort, request.cluster, "cluster"); }
    if (!request.person.empty()) { columns.person = records.text(cohort, request.person, "person"); }
    return columns;
}

/// Why a row is left out; empty: it is analysed.
std::string reason_to_leave_out(const RowColumns& columns, const Covariates& covariates, const LevelNumbers& strata,
                                const LevelNumbers& groups, std::size_t cohort, std::size_t row) {
    const auto lacks = [row](const std::vector<double>& values) { return !values.empty() && std::isnan(values[row]); };
    const auto nameless = [row](const std::vector<std::string>& values) {
        return !values.empty() && values[row].empty();
    };
    if (std::isnan(columns.times.event[row])) { return "event missing"; }
    if (std::isnan(columns.times.exit[row])) { return "exit time missing"; }
    if (lacks(columns.times.entry)) { return "entry time missing"; }
    if (!columns.times.entry.empty() && ticks_of(columns.times.exit[row]) <= ticks_of(columns.times.entry[row])) {
        return "no time at risk (exit equals entry)";
    }
    for (Eigen::Index k = 0; k < covariates.values.cols(); ++k) {
        if (std::isnan(covariates.values(static_cast<Eigen::Index>(row), k))) {
            return "covariate " + covariates.term(static_cast<std::size_t>(k)) + " missing";
        }
    }
    if (const std::string* column = groups.missing(cohort, row)) { return "group " + *column + " missing"; }
    if (const std::string* column = strata.missing(cohort, row)) { return "stratum " + *column + " missing"; }
    if (lacks(columns.weight)) { return "weight missing"; }
    if (!columns.weight.empty() && columns.weight[row] == 0) { return "weight is 0"; }
    if (lacks(columns.offset)) { return "offset missing"; }
    if (nameless(columns.person)) { return "person missing"; }
    if (nameless(columns.cluster)) { return "cluster missing"; }
    return "";
}

/// Numbers for names, in the order in which they come.
std::vector<std::uint32_t> numbered(const std::vector<std::string>& names, const std::vector<std::size_t>& used) {
    std::unordered_map<std::string, std::uint32_t> known;
    std::vector<std::uint32_t> numbers;
    numbers.reserve(used.size());
    for (const std::size_t row : used) {
        numbers.push_back(known.emplace(names[row], static_cast<std::uint32_t>(known.size())).first->second);
    }
    return numbers;
}

std::vector<double> picked(const std::vector<double>& values, const std::vector<std::size_t>& used) {
    std::vector<double> chosen;
    if (values.empty()) { return chosen; }
    chosen.reserve(used.size());
    for (const std::size_t row : used) { chosen.push_back(values[row]); }
    return chosen;
}

SurvivalRows survival_rows(const RowColumns& columns, const Covariates& covariates,
                           const std::vector<std::size_t>& used) {
    SurvivalRows rows;
    for (const std::size_t row : used) {
        if (!columns.times.entry.empty()) { rows.entry.push_back(ticks_of(columns.times.entry[row])); }
        rows.exit.push_back(ticks_of(columns.times.exit[row]));
        rows.event.push_back(static_cast<std::uint32_t>(columns.times.event[row]));
    }
    rows.weight = picked(columns.weight, used);
    rows.offset = picked(columns.offset, used);
    if (!columns.person.empty()) { rows.person = numbered(columns.person, used); }
    if (!columns.cluster.empty()) { rows.cluster = numbered(columns.cluster, used); }
    rows.x.resize(static_cast<Eigen::Index>(used.size()), covariates.values.cols());
    for (std::size_t i = 0; i < used.size(); ++i) {
        rows.x.row(static_cast<Eigen::Index>(i)) = covariates.values.row(static_cast<Eigen::Index>(used[i]));
    }
    return rows;
}

void count(ModelCohort& cohort, std::set<unsigned>& causes) {
    const SurvivalRows& rows = cohort.rows;
    cohort.analysed = rows.rows();
    cohort.people =
        rows.person.empty() ? rows.rows() : std::set<std::uint32_t>(rows.person.begin(), rows.person.end()).size();
    for (const std::uint32_t event : rows.event) {
        if (cohort.events.size() <= event) { cohort.events.resize(event + 1); }
        ++cohort.events[event];
        if (event > 0) { causes.insert(event); }
    }
}

void set_levels(SurvivalRows& rows, const LevelNumbers& strata, const LevelNumbers& groups, std::size_t cohort,
                const std::vector<std::size_t>& used) {
    rows.strata = static_cast<std::uint32_t>(std::max<std::size_t>(strata.names().size(), 1));
    rows.groups = static_cast<std::uint32_t>(std::max<std::size_t>(groups.names().size(), 1));
    for (const std::size_t row : used) {
        if (!strata.empty()) { rows.stratum.push_back(strata.number_of(cohort, row)); }
        if (!groups.empty()) { rows.group.push_back(groups.number_of(cohort, row)); }
    }
}

}  // namespace

std::size_t ModelRows::analysed() const {
    std::size_t sum = 0;
    for (const ModelCohort& cohort : cohorts) { sum += cohort.analysed; }
    return sum;
}

std::size_t ModelRows::people() const {
    std::size_t sum = 0;
    for (const ModelCohort& cohort : cohorts) { sum += cohort.people; }
    return sum;
}

std::size_t ModelRows::events(unsigned cause) const {
    std::size_t sum = 0;
    for (const ModelCohort& cohort : cohorts) {
        for (std::size_t code = 1; code < cohort.events.size(); ++code) {
            if (cause == 0 || code == cause) { sum += cohort.events[code]; }
        }
    }
    return sum;
}

ModelRows read_model_rows(const ModelRequest& request, const CohortRecords& records) {
    const CovariateColumns covariates = read_covariates(request.records, records);
    LevelNumbers strata(records, request.strata, "stratum");
    LevelNumbers groups(records, request.group, "group");
    ModelRows model;
    std::set<unsigned> causes;
    std::vector<std::vector<std::size_t>> used(records.names().size());
    for (std::size_t c = 0; c < records.names().size(); ++c) {
        const Covariates& values = covariates.cohorts[c];
        if (c == 0) {
            model.covariates = values.names;
            for (std::size_t k = 0; k < values.names.size(); ++k) { model.terms.push_back(values.term(k)); }
        }
        const RowColumns columns = read_columns(request, records, c);
        const std::vector<std::string> names = records.row_names(c);
        ModelCohort& cohort = model.cohorts.emplace_back();
        cohort.name = records.names()[c];
        for (std::size_t row = 0; row < records.rows(c); ++row) {
            const std::string reason = reason_to_leave_out(columns, values, strata, groups, c, row);
            if (reason.empty()) {
                used[c].push_back(row);
                cohort.row_names.push_back(names[row]);
                continue;
            }
            ExcludedRows& left_out = cohort.left_out[reason];
            if (left_out.rows++ < names_told) { left_out.first.push_back(names[row]); }
        }
        cohort.rows = survival_rows(columns, values, used[c]);
        count(cohort, causes);
    }
    strata.number(used);
    groups.number(used);
    for (std::size_t c = 0; c < used.size(); ++c) {
        set_levels(model.cohorts[c].rows, strata, groups, c, used[c]);
        check_rows_of_people(request, records, c, model.cohorts[c].rows, used[c]);
    }
    model.strata = strata.names();
    model.groups = groups.names();
    model.causes.assign(causes.begin(), causes.end());
    return model;
}

}  // namespace atria::pipeline
