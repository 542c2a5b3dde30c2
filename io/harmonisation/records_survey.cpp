#include "io/harmonisation/records_survey.hpp"

#include "io/tables/cell.hpp"
#include "io/tables/name_list.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

namespace atria::io {

namespace {

/// What one table alone says; nothing when the column is empty.
std::optional<ColumnType> type_in(const RecordsSurvey& survey, const ColumnSurvey& column) {
    if (column.meaning.type) { return column.meaning.type; }
    if (column.numbers + column.words == 0) { return std::nullopt; }
    if (column.words == 0) { return ColumnType::numeric; }
    if (column.numbers > column.words) {
        throw Error(Fault::bad_data, survey.file.string() + ":" + std::to_string(column.first_word_line) + ":" +
                                         std::to_string(column.column + 1) + " (" + column.name + "): the word \"" +
                                         column.first_word + "\" stands in a column of numbers (" +
                                         std::to_string(column.numbers) + " numbers, " + std::to_string(column.words) +
                                         (column.words == 1 ? " word" : " words") +
                                         "). Correct it, write NA when the value is missing, or give --categorical " +
                                         column.name + " when its values are names.");
    }
    return ColumnType::categorical;
}

}  // namespace

RecordsSurvey survey_records(const std::filesystem::path& file, const RecordsMeaning& meaning) {
    HarmonisedRecords table(file, meaning);
    RecordsSurvey survey;
    survey.file = file;
    survey.meaning = meaning;
    const std::size_t id_column = table.id_column();
    // Each column becomes a dataset of its own in the study.
    constexpr std::size_t most_columns = 65536;
    if (table.header().size() > most_columns) {
        throw Error(Fault::bad_data, file.string() + ": the table has " + std::to_string(table.header().size() - 1) +
                                         " columns besides the ids, and records may have 65,535. Leave out those that "
                                         "no model needs.");
    }
    survey.id_column_name = table.header()[id_column];
    for (std::size_t i = 0; i < table.header().size(); ++i) {
        if (i != id_column) {
            survey.columns.push_back({table.header()[i], i, table.columns()[i], 0, 0, {}, 0, {}, {}});
        }
    }
    std::unordered_map<std::string, std::uint64_t> line_of;
    while (table.next()) {
        const auto& id = table.cells()[id_column];
        if (is_missing(id)) {
            throw Error(Fault::bad_data,
                        table.place(id_column) + ": this person has no id. Give every person one, or remove the line.");
        }
        if (const auto [earlier, is_new] = line_of.emplace(id, table.line()); !is_new) {
            throw Error(Fault::bad_data, table.place(id_column) + ": the id " + id + " occurs twice, on lines " +
                                             std::to_string(earlier->second) + " and " + std::to_string(table.line()) +
                                             ". Keep one line for each person.");
        }
        survey.ids.push_back(id);
        for (auto& column : survey.columns) {
            const auto& cell = table.cells()[column.column];
            if (is_missing(cell)) { continue; }
            if (const auto value = parse_number(cell)) {
                ++column.numbers;
                column.minus_nines.add(*value);
                column.spread.add(*value);
            } else if (column.words++ == 0) {
                column.first_word = cell;
                column.first_word_line = table.line();
            }
        }
    }
    if (survey.ids.empty()) {
        throw Error(Fault::bad_data,
                    file.string() + ": the table has a header but no people. Add a line for each person.");
    }
    survey.changed = table.changed();
    survey.warnings = table.warnings();
    return survey;
}

std::map<std::string, ColumnType> column_types(std::span<const RecordsSurvey> surveys,
                                               const std::vector<std::string>& categorical) {
    struct Decision {
        std::optional<ColumnType> type;
        const RecordsSurvey* where = nullptr;
        const ColumnSurvey* column = nullptr;
    };
    std::map<std::string, Decision> decisions;
    for (const auto& survey : surveys) {
        for (const auto& column : survey.columns) {
            auto& decision = decisions[column.name];
            if (std::ranges::find(categorical, column.name) != categorical.end()) {
                decision.type = ColumnType::categorical;
                continue;
            }
            const auto type = type_in(survey, column);
            if (!type) { continue; }
            if (decision.type && *decision.type != *type) {
                const bool words_here = *type == ColumnType::categorical;
                const auto& words = words_here ? survey : *decision.where;
                const auto& word = words_here ? column : *decision.column;
                const auto& numbers = words_here ? *decision.where : survey;
                throw Error(Fault::bad_data,
                            words.file.string() + ":" + std::to_string(word.first_word_line) + ":" +
                                std::to_string(word.column + 1) + " (" + column.name + "): the column holds words (\"" +
                                word.first_word + "\") here, but numbers in " + numbers.file.string() +
                                ". Code it alike in all cohorts, or give --categorical " + column.name + ".");
            }
            decision = {type, &survey, &column};
        }
    }
    std::map<std::string, ColumnType> types;
    std::vector<std::string> names;
    for (const auto& [name, decision] : decisions) {
        types[name] = decision.type.value_or(ColumnType::numeric);
        names.push_back(name);
    }
    for (const auto& name : categorical) {
        if (!types.contains(name)) {
            throw Error(Fault::usage, "--categorical " + name +
                                          ": no cohort's records have this column. The columns are " +
                                          name_list(names) + ".");
        }
    }
    return types;
}

}  // namespace atria::io
