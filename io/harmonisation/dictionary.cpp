#include "io/harmonisation/dictionary.hpp"

#include "io/harmonisation/known_columns.hpp"
#include "io/tables/cell.hpp"
#include "io/tables/delimited_reader.hpp"
#include "io/tables/name_list.hpp"
#include "io/tables/nearest_name.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <unordered_set>

namespace atria::io {

namespace {

namespace fs = std::filesystem;
using Type = DictionaryVariable::Type;

// Opal's columns.
constexpr std::array<std::string_view, 13> variable_columns{"table",           "name",     "valueType",
                                                            "entityType",      "unit",     "repeatable",
                                                            "occurrenceGroup", "mimeType", "referencedEntityType",
                                                            "index",           "script",   "label",
                                                            "description"};
constexpr std::array<std::string_view, 7> category_columns{"table",   "variable", "name",       "code",
                                                           "missing", "label",    "description"};

/// Of a cell of the current row; empty when the table has no such column or the cell is missing.
std::string cell_of(const DelimitedReader& table, std::optional<std::size_t> column) {
    if (!column || is_missing(table.cells()[*column])) { return {}; }
    return table.cells()[*column];
}

std::optional<std::size_t> label_column(const DelimitedReader& table) {
    if (const auto plain = table.find("label")) { return plain; }
    if (const auto english = table.find("label:en")) { return english; }
    const auto& header = table.header();
    const auto any = std::ranges::find_if(header, [](const std::string& name) { return name.starts_with("label:"); });
    if (any == header.end()) { return std::nullopt; }
    return static_cast<std::size_t>(any - header.begin());
}

std::size_t needed_column(const DelimitedReader& table, const char* name) {
    if (const auto found = table.find(name)) { return *found; }
    throw Error(Fault::bad_data, table.file().string() + ":1: the dictionary has no column " + name +
                                     ". Opal's tables are Variables (name, valueType, unit, ...) and Categories "
                                     "(variable, name, missing, ...).");
}

/// Whole values that no dictionary restricts (date, locale, ...) are kept as the words that they are.
Type type_of(const DelimitedReader& table, std::optional<std::size_t> column) {
    const std::string name = cell_of(table, column);
    if (name.empty()) { return Type::not_stated; }
    if (name == "integer") { return Type::integer; }
    if (name == "decimal") { return Type::decimal; }
    if (name == "boolean") { return Type::boolean; }
    for (const char* words : {"text", "locale", "date", "datetime", "point", "linestring", "polygon"}) {
        if (name == words) { return Type::text; }
    }
    throw Error(
        Fault::bad_data,
        table.place(*column) + ": the value type " + name +
            " is not known (or not kept by this program). Value types are integer, decimal, boolean, text, date, "
            "datetime, locale, point, linestring and polygon.");
}

/// "Variables.tsv" -> "Categories.tsv".
fs::path categories_beside(const fs::path& variables) {
    std::string name = variables.filename().string();
    for (const auto& [from, to] : {std::pair("Variables", "Categories"), std::pair("variables", "categories"),
                                   std::pair("VARIABLES", "CATEGORIES")}) {
        if (const std::size_t at = name.rfind(from); at != std::string::npos) {
            name.replace(at, std::string_view(from).size(), to);
            return variables.parent_path() / name;
        }
    }
    return {};
}

fs::path variables_in(const fs::path& path) {
    if (!fs::is_directory(path)) { return path; }
    for (const char* name : {"Variables.tsv", "Variables.csv", "variables.tsv", "variables.csv"}) {
        if (fs::exists(path / name)) { return path / name; }
    }
    throw Error(Fault::input_missing, path.string() +
                                          ": this folder has no Variables.tsv or Variables.csv. Name the dictionary's "
                                          "table of variables, or put it there.");
}

bool of_table(const DelimitedReader& reader, std::optional<std::size_t> column, const std::string& table) {
    const std::string named = cell_of(reader, column);
    return table.empty() || named.empty() || named == table;
}

void read_categories(const fs::path& file, const std::string& table, Dictionary& dictionary) {
    DelimitedReader reader(file);
    refuse_misspelt_columns(reader, category_columns);
    const std::size_t variable_column = needed_column(reader, "variable");
    const std::size_t name_column = needed_column(reader, "name");
    const auto missing_column = reader.find("missing");
    const auto table_column = reader.find("table");
    while (reader.next()) {
        if (!of_table(reader, table_column, table)) { continue; }
        const auto& variable = reader.cells()[variable_column];
        const auto found = std::ranges::find(dictionary.variables, variable, &DictionaryVariable::name);
        if (found == dictionary.variables.end()) {
            throw Error(Fault::bad_data, reader.place(variable_column) + ": " + dictionary.file.string() +
                                             " has no variable " + variable + ". Correct the name.");
        }
        const auto& name = reader.cells()[name_column];
        if (name.empty()) {
            throw Error(Fault::bad_data, reader.place(name_column) + ": the category has no name. Write its code.");
        }
        if (std::ranges::find(found->categories, name, &DictionaryVariable::Category::name) !=
            found->categories.end()) {
            throw Error(Fault::bad_data, reader.place(name_column) + ": the category " + name + " of " + variable +
                                             " occurs twice. Remove one.");
        }
        const std::string missing = cell_of(reader, missing_column);
        const bool is = missing == "1" || missing == "true" || missing == "TRUE";
        if (!is && !missing.empty() && missing != "0" && missing != "false" && missing != "FALSE") {
            throw Error(Fault::bad_data,
                        reader.place(*missing_column) + ": " + missing +
                            " is neither 0 nor 1 (whether the category means that a value is missing).");
        }
        found->categories.push_back({name, is});
    }
}

std::optional<Value> truth_value(const std::string& cell) {
    for (const char* yes : {"true", "TRUE", "True", "T", "1"}) {
        if (cell == yes) { return Value::of_number(1); }
    }
    for (const char* no : {"false", "FALSE", "False", "F", "0"}) {
        if (cell == no) { return Value::of_number(0); }
    }
    return std::nullopt;
}

}  // namespace

std::optional<ColumnType> DictionaryVariable::column_type() const {
    switch (type) {
        case Type::not_stated:
            return std::nullopt;
        case Type::text:
            return ColumnType::categorical;
        default:
            return ColumnType::numeric;
    }
}

Value DictionaryVariable::meaning(const std::string& cell, bool& code, std::string& wrong) const {
    code = false;
    // A code may be spelled like a missing cell ("NA", "."): both mean the same.
    Value value = Value::of_cell(cell);
    bool named = false;
    bool restricted = false;
    for (const auto& category : categories) {
        restricted = restricted || !category.missing;
        if (category.name == cell || (value.is_number() && Value::of_cell(category.name).same_as(value))) {
            if (category.missing) {
                code = true;
                return {};
            }
            named = true;
        }
    }
    if (value.is_missing()) { return {}; }
    if (type == Type::boolean) {
        if (const auto truth = truth_value(cell)) { return *truth; }
        wrong = "\"" + cell + "\" is neither true nor false";
    } else if ((type == Type::integer || type == Type::decimal) && !value.is_number()) {
        wrong = "\"" + cell + "\" is no number, but the dictionary says that " + name + " is " +
                (type == Type::integer ? "an integer" : "a decimal");
    } else if (type == Type::integer && value.number != std::trunc(value.number)) {
        wrong = cell + " is no whole number, but the dictionary says that " + name + " is an integer";
    } else if (restricted && !named) {
        wrong = "\"" + cell + "\" is none of the categories of " + name;
    }
    return value;
}

std::string DictionaryVariable::why_never(const Value& value) const {
    if (value.is_missing() || type == Type::boolean) { return {}; }
    const std::string cell = value.cell();
    std::vector<std::string> names;
    bool restricted = false;
    for (const auto& category : categories) {
        if (category.name == cell || Value::of_cell(category.name).same_as(value)) { return {}; }
        restricted = restricted || !category.missing;
        names.push_back(category.name);
    }
    if (restricted) {
        return "\"" + cell + "\" is none of the categories of " + name + " (" + name_list(names) + ")" +
               did_you_mean(cell, names);
    }
    if (!value.is_number() && (type == Type::integer || type == Type::decimal)) {
        return "\"" + cell + "\" is no number, but the dictionary says that " + name + " is " +
               (type == Type::integer ? "an integer" : "a decimal");
    }
    return {};
}

const DictionaryVariable* Dictionary::find(const std::string& name) const {
    const auto found = std::ranges::find(variables, name, &DictionaryVariable::name);
    return found == variables.end() ? nullptr : &*found;
}

Dictionary read_dictionary(const fs::path& path, const std::string& table) {
    Dictionary dictionary;
    dictionary.file = variables_in(path);
    DelimitedReader reader(dictionary.file);
    refuse_misspelt_columns(reader, variable_columns);
    const std::size_t name_column = needed_column(reader, "name");
    const auto type_column = reader.find("valueType");
    const auto unit_column = reader.find("unit");
    const auto label = label_column(reader);
    const auto table_column = reader.find("table");
    std::unordered_set<std::string> names;
    while (reader.next()) {
        if (!of_table(reader, table_column, table)) { continue; }
        const auto& name = reader.cells()[name_column];
        if (name.empty()) {
            throw Error(Fault::bad_data, reader.place(name_column) + ": the variable has no name. Give it one.");
        }
        if (!names.insert(name).second) {
            throw Error(Fault::bad_data, reader.place(name_column) + ": the variable " + name +
                                             " occurs twice. Keep one line for each.");
        }
        dictionary.variables.push_back(
            {name, type_of(reader, type_column), cell_of(reader, unit_column), cell_of(reader, label), {}});
    }
    for (const fs::path& file : files_of_dictionary(path)) {
        if (file != dictionary.file) { read_categories(file, table, dictionary); }
    }
    return dictionary;
}

std::vector<fs::path> files_of_dictionary(const fs::path& path) {
    std::vector<fs::path> files{variables_in(path)};
    const fs::path categories = categories_beside(files.front());
    if (!categories.empty() && fs::exists(categories)) { files.push_back(categories); }
    return files;
}

}  // namespace atria::io
