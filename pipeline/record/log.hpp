#pragma once

#include <filesystem>
#include <string>

namespace atria::pipeline {

enum class LogFormat { text, json };

/// How the run speaks. Before start_log, text goes to stderr.
struct LogSettings {
    LogFormat format = LogFormat::text;
    bool quiet = false;  ///< nothing but warnings and errors on stderr; the log file gets everything
    int rank = 0;        ///< ranks other than 0 give errors only, and say who they are: warnings come from what all
                         ///< ranks do alike, and once is enough
};
void start_log(const LogSettings& settings);

/// From now on everything also goes to this file (rank 0 only; it is appended to). Throws Error(read_write).
void set_log_file(const std::filesystem::path& file);

/// One line each: `YYYY-MM-DD HH:MM:SS | LEVEL: message`, or one JSON object a line. Callable from any thread.
void log_info(const std::string& message);
void log_warning(const std::string& message);
void log_error(const std::string& message);
void log_progress(const std::string& message);

/// While it lives nothing but errors is said: for work that repeats what has been told.
class QuietLog {
public:
    QuietLog();
    ~QuietLog();
    QuietLog(const QuietLog&) = delete;
    QuietLog& operator=(const QuietLog&) = delete;
};

/// Writes out what is still buffered.
void flush_log();

[[nodiscard]] bool log_is_quiet();
[[nodiscard]] bool log_is_root();
[[nodiscard]] LogFormat log_format();

}  // namespace atria::pipeline
