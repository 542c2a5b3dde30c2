#include "io/harmonisation/records_table.hpp"

#include "io/harmonisation/harmonised_records.hpp"
#include "io/tables/cell.hpp"
#include "kernels/data/error.hpp"

#include <limits>
#include <optional>
#include <unordered_map>

namespace atria::io {

namespace {

constexpr std::uint32_t left_out = std::numeric_limits<std::uint32_t>::max();

/// Turns the words of a categorical column into indices, sorted in the end.
class Levels {
public:
    double index_of(const std::string& word) {
        return static_cast<double>(index_.emplace(word, index_.size()).first->second);
    }

    void sort(RecordTable::Column& column) const {
        std::map<std::string, std::size_t> sorted(index_.begin(), index_.end());
        std::vector<double> rank(sorted.size());
        for (const auto& [word, index] : sorted) {
            rank[index] = static_cast<double>(column.description.levels.size());
            column.description.levels.push_back(word);
        }
        for (double& value : column.values) {
            if (value == value) { value = rank[static_cast<std::size_t>(value)]; }
        }
    }

private:
    std::unordered_map<std::string, std::size_t> index_;
};

[[noreturn]] void changed(const RecordsSurvey& survey) {
    throw Error(
        Fault::bad_data,
        survey.file.string() + ": the file changed while it was read. Run the command again when nobody writes to it.");
}

}  // namespace

RecordTable read_records(const RecordsSurvey& survey, const std::map<std::string, ColumnType>& types,
                         std::span<const std::uint32_t> rows) {
    std::vector<std::uint32_t> person_of_row(survey.ids.size(), left_out);
    RecordTable records;
    records.ids.resize(rows.size());
    for (std::uint32_t person = 0; person < rows.size(); ++person) {
        person_of_row[rows[person]] = person;
        records.ids[person] = survey.ids[rows[person]];
    }
    for (const auto& column : survey.columns) {
        records.columns.push_back({{column.name,
                                    types.at(column.name),
                                    column.meaning.unit,
                                    {},
                                    column.meaning.status,
                                    column.meaning.status_detail},
                                   std::vector<double>(rows.size(), std::numeric_limits<double>::quiet_NaN())});
    }
    std::vector<Levels> levels(records.columns.size());
    HarmonisedRecords table(survey.file, survey.meaning);
    const std::size_t id_column = table.id_column();
    std::size_t row = 0;
    for (; table.next(); ++row) {
        if (row >= survey.ids.size() || table.cells().size() <= id_column ||
            table.cells()[id_column] != survey.ids[row]) {
            changed(survey);
        }
        const std::uint32_t person = person_of_row[row];
        if (person == left_out) { continue; }
        for (std::size_t i = 0; i < records.columns.size(); ++i) {
            const auto& cell = table.cells().at(survey.columns[i].column);
            if (is_missing(cell)) { continue; }
            auto& value = records.columns[i].values[person];
            if (records.columns[i].description.type == ColumnType::categorical) {
                value = levels[i].index_of(cell);
            } else if (const auto number = parse_number(cell)) {
                value = *number;
            } else {
                changed(survey);
            }
        }
    }
    if (row != survey.ids.size()) { changed(survey); }
    for (std::size_t i = 0; i < records.columns.size(); ++i) {
        if (records.columns[i].description.type == ColumnType::categorical) { levels[i].sort(records.columns[i]); }
    }
    return records;
}

}  // namespace atria::io
