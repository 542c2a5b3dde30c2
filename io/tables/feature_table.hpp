#pragma once

#include "io/tables/delimited_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace atria::io {

/// A table of people's features, read row by row: one column of ids, the others numbers. Columns without numbers, as
/// image tables have, are no features: those that hold words only or nothing, pyradiomics's diagnostics_... and, in a
/// table with the columns Image and Mask, these and Label. What a column holds is known after the last row.
class FeatureTable {
public:
    /// `id_column` as find_id_column takes it. Throws what DelimitedReader and find_id_column throw, and
    /// Error(bad_data) when a name holds a tab or a line break.
    FeatureTable(const std::filesystem::path& file, const std::string& id_column);

    /// F: names of the columns that may be features, in the order of the table.
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
    [[nodiscard]] const std::string& id_column() const { return table_.header()[id_]; }

    /// The next row. Throws Error(bad_data) naming file, line and column for a row without an id, and for a column that
    /// holds numbers and words.
    bool next();
    [[nodiscard]] const std::string& id() const { return table_.cells()[id_]; }
    [[nodiscard]] std::uint64_t line() const { return table_.line(); }
    [[nodiscard]] std::string place_of_id() const { return table_.place(id_); }
    /// F, NaN = missing.
    [[nodiscard]] std::span<const double> values() const { return values_; }

    /// Why a column is no feature, so far; empty: it is one. Those that may be features, by their place in names().
    [[nodiscard]] std::string why_left_out(std::size_t feature) const;
    struct LeftOut {
        std::string name;
        std::string reason;
    };
    /// Columns that are left out by their name.
    [[nodiscard]] const std::vector<LeftOut>& left_out_by_name() const { return by_name_; }

    /// Why a column that holds words only is left out.
    static constexpr const char* words_only = "words, not numbers";

private:
    struct Column {
        std::size_t at = 0;              ///< in the header
        std::uint64_t first_number = 0;  ///< line; 0: none yet
        std::uint64_t first_word = 0;
        std::string word{};  ///< the first one
    };

    DelimitedReader table_;
    std::size_t id_ = 0;
    std::vector<std::string> names_;
    std::vector<Column> columns_;
    std::vector<LeftOut> by_name_;
    std::vector<double> values_;
};

}  // namespace atria::io
