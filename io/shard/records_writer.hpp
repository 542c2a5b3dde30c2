#pragma once

#include "io/shard/records_reader.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace atria::io {

/// A cohort's records on their way into records.h5: N people.
struct RecordTable {
    struct Column {
        RecordColumn description;
        std::vector<double> values;  ///< N; NaN = missing; an index into levels for a categorical column
    };
    std::vector<std::string> ids;  ///< N, distinct
    std::vector<Column> columns;
};

/// Writes records.h5 under a temporary name and renames it.
void write_records(const std::filesystem::path& file, const RecordTable& records);

}  // namespace atria::io
