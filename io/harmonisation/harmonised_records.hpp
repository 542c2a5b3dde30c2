#pragma once

#include "io/harmonisation/dictionary.hpp"
#include "io/harmonisation/rule_table.hpp"
#include "io/shard/records_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atria::io {

/// What is known of a cohort's table of records beyond its cells; nothing of it need be there.
struct RecordsMeaning {
    std::string cohort;
    std::string id_column;                            ///< empty: the first of id, IID, participant_id, #IID
    std::shared_ptr<const Dictionary> dictionary;     ///< null: the cells mean what they seem to
    std::shared_ptr<const HarmonisationTable> rules;  ///< null: the study's variables are the table's columns
};

/// A column as dictionary and rules have it.
struct ColumnMeaning {
    std::optional<ColumnType> type;  ///< nothing: the cells decide
    std::string unit;
    std::string status;  ///< of its harmonisation: complete, impossible or undetermined; empty without rules
    std::string status_detail;
};

/// Cells of a column that were changed for a reason.
struct ChangedCells {
    std::string column;
    std::string reason;
    std::uint64_t cells = 0;
};

/// Reads a cohort's table of records row by row (as DelimitedReader does), each cell being what dictionary and rules
/// make of it: missing codes are empty, and with rules the columns are the variables of the study, in their order,
/// after the id.
class HarmonisedRecords {
public:
    /// Throws what DelimitedReader does, and Error(bad_data) naming file, line and column when there is no id column, a
    /// rule cannot be understood, uses a variable that the table lacks, or would mix units.
    HarmonisedRecords(const std::filesystem::path& file, const RecordsMeaning& meaning);
    ~HarmonisedRecords();
    HarmonisedRecords(HarmonisedRecords&&) noexcept;
    HarmonisedRecords& operator=(HarmonisedRecords&&) noexcept;

    [[nodiscard]] const std::filesystem::path& file() const;
    [[nodiscard]] const std::vector<std::string>& header() const;
    [[nodiscard]] std::size_t id_column() const;                      ///< in the header
    [[nodiscard]] const std::vector<ColumnMeaning>& columns() const;  ///< one a name of the header

    /// Throws Error(bad_data) naming the cell that goes against dictionary or rules.
    bool next();
    [[nodiscard]] const std::vector<std::string>& cells() const;
    [[nodiscard]] std::uint64_t line() const;
    /// "FILE:LINE:COLUMN (NAME)" of the cell, or of the first one that a rule made it from.
    [[nodiscard]] std::string place(std::size_t column) const;

    /// Up to the current row.
    [[nodiscard]] std::vector<ChangedCells> changed() const;
    /// What is odd about the table as a whole, once.
    [[nodiscard]] const std::vector<std::string>& warnings() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace atria::io
