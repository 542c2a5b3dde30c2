#pragma once

#include "io/harmonisation/records_survey.hpp"
#include "io/shard/records_writer.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>

namespace atria::io {

/// Reads a surveyed table again and keeps the people asked for: `rows` are indices into survey.ids, in the order in
/// which the people are to stand. Throws Error(bad_data) when the file changed in between.
[[nodiscard]] RecordTable read_records(const RecordsSurvey& survey, const std::map<std::string, ColumnType>& types,
                                       std::span<const std::uint32_t> rows);

}  // namespace atria::io
