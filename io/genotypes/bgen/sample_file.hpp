#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace atria::io {

/// The people of a .sample file (Oxford format: a line of column names, a line of their types, a line a person, blanks
/// between): by ID_2, or by the first column when there is none. Throws Error(bad_data) naming file and line.
[[nodiscard]] std::vector<std::string> read_sample_file(const std::filesystem::path& file);

}  // namespace atria::io
