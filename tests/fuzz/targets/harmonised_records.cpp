// Records as dictionary and rules have them, from the first look to the columns of a study. Parts: rules, Variables,
// Categories, records; an empty part stands for a file that is not given.
#include "io/harmonisation/records_table.hpp"

#include "tests/fuzz/target.hpp"

#include <array>
#include <memory>
#include <numeric>

namespace atria::fuzz {

Target harmonised_records;
void harmonised_records(Input& input) {
    const std::string_view rules = input.next_part();
    const std::string_view variables = input.next_part();
    const std::string_view categories = input.next_part();
    const auto file = put("records.tsv", input.rest());
    io::RecordsMeaning meaning{"a", {}, nullptr, nullptr};
    if (!variables.empty()) {
        const auto dictionary = put("Variables.tsv", variables);
        static_cast<void>(put("Categories.tsv", categories));
        meaning.dictionary = std::make_shared<io::Dictionary>(io::read_dictionary(dictionary));
    }
    if (!rules.empty()) {
        meaning.rules = std::make_shared<io::HarmonisationTable>(io::read_harmonisation(put("rules.tsv", rules), {}));
    }
    const std::array<io::RecordsSurvey, 1> surveys{io::survey_records(file, meaning)};
    const auto types = io::column_types(surveys, {});
    std::vector<std::uint32_t> rows(surveys[0].ids.size());
    std::iota(rows.begin(), rows.end(), 0U);
    const auto records = io::read_records(surveys[0], types, rows);
    expect(records.ids == surveys[0].ids, "people stay as they are");
    for (const auto& column : records.columns) {
        expect(column.values.size() == rows.size(), "a column has a value for each person");
        for (const double value : column.values) {
            const bool is_level = value >= 0 && value < static_cast<double>(column.description.levels.size());
            expect(value != value || column.description.type == io::ColumnType::numeric || is_level,
                   "a category is one of the levels");
        }
    }
}

}  // namespace atria::fuzz
