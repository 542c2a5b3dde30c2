#include "pipeline/model/table_records.hpp"

#include "io/tables/name_list.hpp"
#include "io/tables/nearest_name.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <map>

namespace atria::pipeline {

TableRecords::TableRecords(const std::filesystem::path& file, const std::string& cohort_column,
                           std::span<const std::string> only, const io::RowTable::Wanted& wanted)
    : table_(file, [&](const std::string& name) { return name == cohort_column || wanted(name); }),
      has_cohorts_(!cohort_column.empty()) {
    if (!has_cohorts_) {
        if (!only.empty()) {
            throw Error(Fault::usage,
                        "--cohort chooses among the cohorts of a table by a column; name it with "
                        "--cohort-column");
        }
        names_ = {"all"};
        rows_.emplace_back(table_.rows());
        for (std::size_t row = 0; row < table_.rows(); ++row) { rows_[0][row] = row; }
        return;
    }
    require(0, cohort_column, "cohort column");
    std::map<std::string, std::vector<std::size_t>> found;
    const std::vector<std::string> cohorts = table_.text(cohort_column);
    for (std::size_t row = 0; row < cohorts.size(); ++row) {
        if (cohorts[row].empty()) {
            throw Error(Fault::bad_data, table_.place(row, cohort_column) +
                                             ": this row has no cohort. Give every row one, or remove the line.");
        }
        found[cohorts[row]].push_back(row);
    }
    std::vector<std::string> known;
    for (const auto& [name, rows] : found) { known.push_back(name); }
    for (const std::string& name : only) {
        if (!found.contains(name)) {
            throw Error(Fault::bad_config, "cohort '" + name + "' is not in column " + cohort_column + " of " +
                                               file.string() + "; its cohorts are " + io::name_list(known));
        }
    }
    for (auto& [name, rows] : found) {
        if (!only.empty() && std::find(only.begin(), only.end(), name) == only.end()) { continue; }
        names_.push_back(name);
        rows_.push_back(std::move(rows));
    }
}

std::string TableRecords::where(std::size_t cohort) const {
    return (has_cohorts_ ? " in cohort " + names_[cohort] : "") + " (" + table_.file().string() + ")";
}

std::string TableRecords::place(std::size_t cohort, std::size_t row, const std::string& column) const {
    return table_.place(rows_[cohort][row], column);
}

std::vector<std::string> TableRecords::row_names(std::size_t cohort) const {
    std::vector<std::string> names;
    names.reserve(rows_[cohort].size());
    for (const std::size_t row : rows_[cohort]) { names.push_back(std::to_string(table_.line(row))); }
    return names;
}

bool TableRecords::is_column(const std::string& name) const {
    return std::find(table_.header().begin(), table_.header().end(), name) != table_.header().end();
}

void TableRecords::require(std::size_t /*cohort*/, const std::string& name, const std::string& role) const {
    if (is_column(name)) { return; }
    const std::string near = io::did_you_mean(name, table_.header());
    throw Error(Fault::bad_config, "unknown " + role + " '" + name + "': " + table_.file().string() +
                                       " has no such column" +
                                       (near.empty() ? "; its columns are " + io::name_list(table_.header()) : near));
}

std::vector<double> TableRecords::numbers(std::size_t cohort, const std::string& name, const std::string& role) const {
    require(cohort, name, role);
    const std::vector<double>& all = table_.numbers(name, role);
    std::vector<double> values;
    values.reserve(rows_[cohort].size());
    for (const std::size_t row : rows_[cohort]) { values.push_back(all[row]); }
    return values;
}

std::vector<std::string> TableRecords::text(std::size_t cohort, const std::string& name,
                                            const std::string& role) const {
    require(cohort, name, role);
    const std::vector<std::string> all = table_.text(name);
    std::vector<std::string> values;
    values.reserve(rows_[cohort].size());
    for (const std::size_t row : rows_[cohort]) { values.push_back(all[row]); }
    return values;
}

}  // namespace atria::pipeline
