#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace atria::jobs {

/// A `key = value` line.
struct ConfigLine {
    std::string key;
    std::string value;
    std::size_t line = 0;  ///< counted from 1
};

/// Reads a config file: `key = value` lines, blank lines, and comments from a '#' at the beginning or after a blank.
/// A value in double quotes is taken as it stands (\" and \\ inside). Throws Error(input_missing) when the file cannot
/// be read, Error(bad_config) with FILE:LINE for a line that is none of these.
[[nodiscard]] std::vector<ConfigLine> read_config_file(const std::filesystem::path& file);

/// `value` as read_config_file reads it back: in quotes where it needs them.
[[nodiscard]] std::string quoted_config_value(const std::string& value);

}  // namespace atria::jobs
