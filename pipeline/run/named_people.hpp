#pragma once

#include "io/shard/manifest.hpp"
#include "pipeline/run/study_records.hpp"

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

namespace atria::pipeline {

/// Who is to be analysed by --keep and --remove: N people for each cohort of the records, 1 = is. A file holds a person
/// a line: the id, and optionally the cohort, without which all people of that id are meant. A first line that names
/// the columns (id, IID, participant_id or #IID; cohort) may stand above. People of cohorts of the study that are not
/// scanned are passed over and counted; names that fit nobody are counted and named, in the log and in `detail`. Throws
/// Error(input_missing), or Error(bad_data) naming file and line.
[[nodiscard]] std::vector<std::vector<std::uint8_t>> named_people(const std::filesystem::path& keep,
                                                                  const std::filesystem::path& remove,
                                                                  const StudyRecords& records,
                                                                  const io::Manifest& manifest,
                                                                  nlohmann::ordered_json& detail);

}  // namespace atria::pipeline
