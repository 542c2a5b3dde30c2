#include "pipeline/sharding/predictor_matrix.hpp"

#include "kernels/data/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace atria::pipeline {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view bids_prefix = "sub-";

std::string other_spelling(const std::string& id) {
    return id.starts_with(bids_prefix) ? id.substr(bids_prefix.size()) : std::string(bids_prefix) + id;
}

}  // namespace

Json MatrixSummary::to_json() const {
    Json columns = Json::array();
    for (const auto& column : left_out) { columns.push_back({column.name, column.reason}); }
    return {{"rows", rows},        {"people", people},       {"id_column", id_column},    {"features", features},
            {"left_out", columns}, {"strangers", strangers}, {"without_row", without_row}};
}

MatrixSummary MatrixSummary::from_json(const Json& json) {
    MatrixSummary summary;
    json.at("rows").get_to(summary.rows);
    json.at("people").get_to(summary.people);
    json.at("id_column").get_to(summary.id_column);
    json.at("features").get_to(summary.features);
    for (const auto& column : json.at("left_out")) {
        summary.left_out.push_back({column.at(0).get<std::string>(), column.at(1).get<std::string>()});
    }
    json.at("strangers").get_to(summary.strangers);
    json.at("without_row").get_to(summary.without_row);
    return summary;
}

PredictorMatrix::PredictorMatrix(io::PredictorSource source, std::span<const std::string> people,
                                 const std::filesystem::path& scratch)
    : source_(std::move(source)), people_(people.size()) {
    read_rows(people, scratch);
}

void PredictorMatrix::read_rows(std::span<const std::string> people, const std::filesystem::path& scratch) {
    io::FeatureTable table(source_.table, source_.id_column);
    summary_.id_column = table.id_column();
    std::unordered_map<std::string_view, std::uint32_t> person_of;
    for (std::uint32_t i = 0; i < people.size(); ++i) { person_of.emplace(people[i], i); }
    if (!scratch.empty()) { spool_.emplace_back(scratch, table.names().size()); }
    std::vector<std::uint64_t> line_of(people.size(), 0);  // of the person's first row
    std::vector<std::uint64_t> numbers(table.names().size(), 0);
    std::unordered_set<std::string> strangers;
    while (table.next()) {
        ++summary_.rows;
        const auto found = person_of.find(table.id());
        if (found == person_of.end()) {
            if (strangers.insert(table.id()).second) { summary_.strangers.push_back(table.id()); }
            continue;
        }
        std::uint64_t& line = line_of[found->second];
        if (line > 0 && source_.combine == io::CombineRows::refuse) {
            throw Error(Fault::bad_data,
                        table.place_of_id() + ": this person has a row already, on line " + std::to_string(line) +
                            ". State how several rows of one person become one in the column combine of the table of "
                            "predictors (mean, first or max), or keep one row for each person.");
        }
        first_of_.push_back(line == 0 ? 1 : 0);
        if (line == 0) {
            line = table.line();
            ++summary_.people;
        }
        person_.push_back(found->second);
        for (std::size_t f = 0; f < numbers.size(); ++f) { numbers[f] += std::isnan(table.values()[f]) ? 0U : 1U; }
        if (!spool_.empty()) { spool_.front().add(table.values()); }
    }
    if (summary_.people == 0) {
        refuse_nobody(people, summary_.strangers.empty() ? std::string() : summary_.strangers.front());
    }
    if (!spool_.empty()) { spool_.front().finish(); }
    summary_.left_out = table.left_out_by_name();
    for (std::uint32_t f = 0; f < numbers.size(); ++f) {
        std::string reason = table.why_left_out(f);
        if (reason.empty() && numbers[f] == 0) { reason = "no values in people of the cohort"; }
        if (!reason.empty()) {
            summary_.left_out.push_back({table.names()[f], std::move(reason)});
            continue;
        }
        summary_.features.push_back(table.names()[f]);
        columns_.push_back(f);
    }
    for (std::size_t i = 0; i < people.size(); ++i) {
        if (line_of[i] == 0) { summary_.without_row.push_back(people[i]); }
    }
}

void PredictorMatrix::refuse_nobody(std::span<const std::string> people, const std::string& stranger) const {
    if (stranger.empty()) {
        throw Error(Fault::bad_data,
                    source_.table.string() + ": the table has a header but no rows. Add a line for " + "each person.");
    }
    std::string remedy =
        "Name the column that holds the ids of the records in the column id of the table of "
        "predictors, or correct the ids.";
    if (std::ranges::find(people, other_spelling(stranger)) != people.end()) {
        remedy = std::string("With") + (stranger.starts_with(bids_prefix) ? "out" : "") + " the prefix " +
                 std::string(bids_prefix) +
                 " they would: write the ids of the records and those of the features the same way.";
    }
    throw Error(Fault::bad_data, source_.table.string() + ": no id of the column " + summary_.id_column +
                                     " (first id " + stranger + ") is one of cohort " + source_.cohort + " (first id " +
                                     people.front() + "). " + remedy);
}

std::vector<double> PredictorMatrix::combined(std::size_t first, std::size_t count) {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    std::vector<double> values(people_ * count, none);
    std::vector<std::uint32_t> terms(source_.combine == io::CombineRows::mean ? values.size() : 0, 0);
    spool_.front().read(first, count, [&](std::size_t row, std::size_t rows, std::span<const double> numbers) {
        for (std::size_t f = 0; f < count; ++f) {
            for (std::size_t i = 0; i < rows; ++i) {
                const double number = numbers[f * rows + i];
                const std::size_t at = f * people_ + person_[row + i];
                double& value = values[at];
                if (source_.combine == io::CombineRows::first || source_.combine == io::CombineRows::refuse) {
                    if (first_of_[row + i] != 0) { value = number; }
                } else if (std::isnan(number)) {
                    continue;
                } else if (source_.combine == io::CombineRows::max) {
                    value = std::isnan(value) ? number : std::max(value, number);
                } else {
                    value = terms[at]++ == 0 ? number : value + number;
                }
            }
        }
    });
    for (std::size_t at = 0; at < terms.size(); ++at) {
        if (terms[at] > 1) { values[at] /= terms[at]; }
    }
    return values;
}

void PredictorMatrix::read(std::span<const std::uint32_t> wanted,
                           const std::function<void(std::uint32_t, std::span<const double>)>& take) {
    // Some 64 MB of neighbouring columns at a time.
    const std::size_t most = std::max<std::size_t>((std::size_t{1} << 23U) / people_, 1);
    for (std::size_t i = 0; i < wanted.size();) {
        const std::size_t first = columns_[wanted[i]];
        std::size_t run = 1;
        while (i + run < wanted.size() && run < most && columns_[wanted[i + run]] == first + run) { ++run; }
        const std::vector<double> values = combined(first, run);
        for (std::size_t f = 0; f < run; ++f) {
            take(wanted[i + f], std::span<const double>(values).subspan(f * people_, people_));
        }
        i += run;
    }
}

}  // namespace atria::pipeline
