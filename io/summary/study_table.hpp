#pragma once

#include "io/summary/summary_format.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace atria::io {

/// A study of a meta-analysis: its name and its table of results.
struct StudySource {
    std::string name;
    std::filesystem::path file;
    std::optional<SummaryFormat> format;           ///< recognised by the header when not given
    std::optional<bool> genomic_control;           ///< as the option says when not given
    std::optional<double> genomic_control_lambda;  ///< instead of the study's own
};

/// Reads the tab-separated table of the studies: columns `study` and `path` (relative to the table) and, if need be,
/// `format` (a format's name) and `gc` (yes, no, or a λ above 0). Throws Error(bad_data) with file, line and column.
[[nodiscard]] std::vector<StudySource> read_study_table(const std::filesystem::path& file);

/// Throws Error(bad_data) that begins with `place` for a name that is not of `A-Z a-z 0-9 _ - .`.
void check_study_name(const std::string& name, const std::string& place);

}  // namespace atria::io
