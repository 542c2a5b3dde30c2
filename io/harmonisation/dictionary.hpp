#pragma once

#include "io/harmonisation/value.hpp"
#include "io/shard/records_reader.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace atria::io {

/// A variable of a data dictionary.
struct DictionaryVariable {
    enum class Type { integer, decimal, boolean, text, not_stated };
    struct Category {
        std::string name;
        bool missing = false;
    };

    std::string name;
    Type type = Type::not_stated;
    std::string unit;
    std::string label;
    std::vector<Category> categories;

    /// As which the column is kept, whatever it looks like; nothing when the type is not stated.
    [[nodiscard]] std::optional<ColumnType> column_type() const;

    /// What a cell means: one that holds a missing code is missing, and then `code` is set; true and false become 1 and
    /// 0. Says in `wrong` what is wrong with the cell: a word where the type is a number, a fraction where it is whole,
    /// a value that is none of the categories.
    [[nodiscard]] Value meaning(const std::string& cell, bool& code, std::string& wrong) const;

    /// Why no cell can have this value: it is a word where the type is a number, or none of the categories. Empty when
    /// one can, or when the dictionary does not say.
    [[nodiscard]] std::string why_never(const Value& value) const;
};

/// A data dictionary in the two tables of Opal: Variables (columns name, and if need be valueType, unit, label or
/// label:LOCALE) and Categories (variable, name, missing 0/1). Other columns are passed over.
struct Dictionary {
    std::filesystem::path file;  ///< of the variables
    std::vector<DictionaryVariable> variables;

    [[nodiscard]] const DictionaryVariable* find(const std::string& name) const;
};

/// `path`: the table of variables, or a folder with Variables.tsv or .csv. The table of categories is the file beside
/// it that is named alike with "Categories" for "Variables" (in either case); without it there are no categories. Rows
/// of other tables than `table` are passed over where there is a column `table`; empty: all rows count. Throws
/// Error(bad_data) naming file, line and column for an unknown value type, a name that occurs twice, a category of a
/// variable that there is not, and a `missing` that is neither 0 nor 1; Error(input_missing) without a file.
[[nodiscard]] Dictionary read_dictionary(const std::filesystem::path& path, const std::string& table = {});

/// The files of the dictionary in `path`, as read_dictionary takes them.
[[nodiscard]] std::vector<std::filesystem::path> files_of_dictionary(const std::filesystem::path& path);

}  // namespace atria::io
