#include "io/tables/predictor_table.hpp"

#include "io/tables/cell.hpp"
#include "io/tables/delimited_reader.hpp"
#include "io/tables/plain_name.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace atria::io {

namespace {

constexpr std::array<std::string_view, 5> known_columns{"name", "cohort", "table", "id", "combine"};
constexpr std::array<std::pair<std::string_view, CombineRows>, 3> rules{
    {{"mean", CombineRows::mean}, {"first", CombineRows::first}, {"max", CombineRows::max}}};

/// The cells of the current line by name.
class Line {
public:
    explicit Line(const DelimitedReader& table) : table_(table) {}

    [[nodiscard]] std::string get(std::string_view column) const {
        const auto at = table_.find(column);
        return !at || is_missing(table_.cells()[*at]) ? std::string() : table_.cells()[*at];
    }
    [[noreturn]] void refuse(std::string_view column, const std::string& reason, Fault fault = Fault::bad_data) const {
        throw Error(fault, table_.place(table_.find(column).value_or(0)) + ": " + reason);
    }
    [[nodiscard]] std::string name(std::string_view column) const {
        std::string name = get(column);
        if (!is_plain_name(name)) {
            refuse(column, (name.empty() ? "there is no name" : "the name " + name + " is not allowed") +
                               ": use letters A-Z a-z, digits, and _ - . (not in front).");
        }
        return name;
    }

private:
    const DelimitedReader& table_;
};

void check_header(const DelimitedReader& table) {
    for (std::size_t i = 0; i < table.header().size(); ++i) {
        if (std::ranges::find(known_columns, table.header()[i]) == known_columns.end()) {
            throw Error(Fault::bad_data, table.place(i) + ": no column of the table of predictors is called " +
                                             table.header()[i] +
                                             ". The columns are name, cohort, table and, if need be, id, combine.");
        }
    }
    for (const std::string_view needed : {"name", "cohort", "table"}) {
        if (!table.find(needed)) {
            throw Error(Fault::bad_data, table.file().string() + ":1: the table of predictors has no column " +
                                             std::string(needed) +
                                             ". It needs the columns name, cohort and table, separated by tabs.");
        }
    }
}

CombineRows rule_of(const Line& line) {
    const std::string word = line.get("combine");
    if (word.empty()) { return CombineRows::refuse; }
    for (const auto& [name, rule] : rules) {
        if (name == word) { return rule; }
    }
    line.refuse("combine", "\"" + word +
                               "\" is no rule for several rows of a person. Write mean, first or max, or leave the "
                               "cell empty: a second row is then an error.");
}

void take_line(const DelimitedReader& table, PredictorTable& result) {
    const Line line(table);
    PredictorSource source{line.name("name"), line.name("cohort"), {}, line.get("id"), rule_of(line), table.line()};
    for (const PredictorSource& earlier : result.sources) {
        if (earlier.set == source.set && earlier.cohort == source.cohort) {
            line.refuse("name", "line " + std::to_string(earlier.line) + " has a table of " + source.set +
                                    " for cohort " + source.cohort +
                                    " already. A set has one table a cohort; put the rows of both into one.");
        }
    }
    const std::string path = line.get("table");
    if (path.empty()) { line.refuse("table", "there is no table. Name the file of the features."); }
    source.table = (result.file.parent_path() / path).lexically_normal();
    std::error_code error;
    if (!std::filesystem::is_regular_file(source.table, error)) {
        line.refuse("table",
                    "there is no file " + source.table.string() +
                        ". Correct the path; it is relative to the folder of the table of predictors.",
                    Fault::input_missing);
    }
    result.sources.push_back(std::move(source));
}

}  // namespace

std::string combine_word(CombineRows rule) {
    for (const auto& [name, each] : rules) {
        if (each == rule) { return std::string(name); }
    }
    return {};
}

PredictorTable read_predictor_table(const std::filesystem::path& file) {
    DelimitedReader table(file);
    check_header(table);
    PredictorTable result;
    result.file = file;
    while (table.next()) { take_line(table, result); }
    if (result.sources.empty()) {
        throw Error(Fault::bad_data,
                    file.string() + ": the table names no features. Add a line for each set of them and cohort.");
    }
    return result;
}

}  // namespace atria::io
