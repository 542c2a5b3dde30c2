#pragma once

#include "io/harmonisation/harmonised_records.hpp"
#include "io/shard/records_reader.hpp"
#include "io/tables/minus_nines.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace atria::io {

/// Mean and standard deviation of numbers as they come (Welford's).
struct Spread {
    std::uint64_t n = 0;
    double mean = 0;
    double squares = 0;  ///< about the mean

    void add(double value) {
        ++n;
        const double difference = value - mean;
        mean += difference / static_cast<double>(n);
        squares += difference * (value - mean);
    }
    [[nodiscard]] double standard_deviation() const {
        return n > 1 ? std::sqrt(squares / static_cast<double>(n - 1)) : 0;
    }
};

/// What one column of a table of records holds.
struct ColumnSurvey {
    std::string name;
    std::size_t column = 0;  ///< in the table as HarmonisedRecords has it, from 0
    ColumnMeaning meaning;
    std::uint64_t numbers = 0;
    std::uint64_t words = 0;
    std::string first_word;
    std::uint64_t first_word_line = 0;
    MinusNines minus_nines;
    Spread spread;  ///< of the numbers
};

/// A cohort's table of records after a first reading: who is in it, and what its columns hold.
struct RecordsSurvey {
    std::filesystem::path file;
    RecordsMeaning meaning;
    std::string id_column_name;
    std::vector<std::string> ids;       ///< one a row, distinct
    std::vector<ColumnSurvey> columns;  ///< all but the ids
    std::vector<ChangedCells> changed;
    std::vector<std::string> warnings;
};

/// Reads the table once. Throws Error(bad_data) naming file and line for a table without people or with an id that is
/// missing or occurs twice, for more than 65,536 columns, and what HarmonisedRecords throws.
[[nodiscard]] RecordsSurvey survey_records(const std::filesystem::path& file, const RecordsMeaning& meaning = {});

/// The type of every column, the same in all cohorts: what a dictionary says; otherwise a column is numeric when all
/// its cells that are not missing are numbers, and categorical when at least half of them are words or when it is in
/// `categorical`. Throws Error(bad_data) naming file, line, column and word for a few words among numbers and for a
/// column that is numeric in one cohort and categorical in another, Error(usage) for a name in `categorical` that no
/// table has.
[[nodiscard]] std::map<std::string, ColumnType> column_types(std::span<const RecordsSurvey> surveys,
                                                             const std::vector<std::string>& categorical);

}  // namespace atria::io
