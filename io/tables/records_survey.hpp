#pragma once

#include "io/shard/records_reader.hpp"
#include "io/tables/minus_nines.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace atria::io {

/// What one column of a table of records holds.
struct ColumnSurvey {
    std::string name;
    std::size_t column = 0;  ///< in the table, from 0
    std::uint64_t numbers = 0;
    std::uint64_t words = 0;
    std::string first_word;
    std::uint64_t first_word_line = 0;
    MinusNines minus_nines;
};

/// A cohort's table of records after a first reading: who is in it, and what its columns hold.
struct RecordsSurvey {
    std::filesystem::path file;
    std::size_t id_column = 0;  ///< in the table, from 0
    std::string id_column_name;
    std::vector<std::string> ids;       ///< one a row, distinct
    std::vector<ColumnSurvey> columns;  ///< all but the ids
};

/// Reads the table once. `id_column` empty: the first of id, IID, participant_id, #IID. Throws Error(bad_data) naming
/// file and line for a table without that column, without people, or with an id that is missing or occurs twice.
[[nodiscard]] RecordsSurvey survey_records(const std::filesystem::path& file, const std::string& id_column);

/// The type of every column, the same in all cohorts. A column is numeric when all its cells that are not missing are
/// numbers, and categorical when at least half of them are words or when it is in `categorical`. Throws Error(bad_data)
/// naming file, line, column and word for a few words among numbers and for a column that is numeric in one cohort and
/// categorical in another, Error(usage) for a name in `categorical` that no table has.
[[nodiscard]] std::map<std::string, ColumnType> column_types(std::span<const RecordsSurvey> surveys,
                                                             const std::vector<std::string>& categorical);

}  // namespace atria::io
