#include "pipeline/record/log.hpp"

#include "kernels/data/error.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/ringbuffer_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <memory>
#include <nlohmann/json.hpp>

namespace atria::pipeline {

namespace {

constexpr std::size_t most_early_lines = 1000;

/// PROGRESS is a level of its own in the text (the workspace's progress display looks for it); spdlog has no such
/// level, so that the level's name stands in the message and the pattern holds the time only.
struct Voice {
    LogSettings settings;
    std::shared_ptr<spdlog::sinks::stderr_sink_mt> screen = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    /// What is said before there is a log file, which gets it then.
    std::shared_ptr<spdlog::sinks::ringbuffer_sink_mt> early =
        std::make_shared<spdlog::sinks::ringbuffer_sink_mt>(most_early_lines);
    std::shared_ptr<spdlog::logger> logger;

    Voice() {
        logger = std::make_shared<spdlog::logger>("atria", spdlog::sinks_init_list{screen, early});
        logger->flush_on(spdlog::level::info);
        logger->set_error_handler([](const std::string&) {});  // a full disk or a closed pipe must not stop the work
        set_form();
    }

    void set_level() { logger->set_level(settings.rank == 0 ? spdlog::level::info : spdlog::level::err); }

    void set_form() {
        set_level();
        screen->set_level(settings.quiet ? spdlog::level::warn : spdlog::level::info);
        const char* pattern =
            settings.format == LogFormat::text ? "%Y-%m-%d %H:%M:%S | %v" : R"({"time":"%Y-%m-%dT%H:%M:%S%z",%v})";
        logger->set_pattern(pattern);
    }
};

Voice& voice() {
    static Voice the_voice;
    return the_voice;
}

void say(spdlog::level::level_enum level, const char* name, const std::string& message) {
    const Voice& speaker = voice();
    const int rank = speaker.settings.rank;
    if (speaker.settings.format == LogFormat::text) {
        const std::string who = rank == 0 ? "" : "rank " + std::to_string(rank) + ", ";
        speaker.logger->log(level, "{}: {}{}", name, who, message);
        return;
    }
    nlohmann::ordered_json line{{"level", name}, {"rank", rank}, {"message", message}};
    const std::string text = line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    speaker.logger->log(level, "{}", text.substr(1, text.size() - 2));
}

}  // namespace

void start_log(const LogSettings& settings) {
    Voice& speaker = voice();
    speaker.settings = settings;
    auto& sinks = speaker.logger->sinks();
    sinks.resize(1);  // no file of an earlier log, and nothing of what was said in it
    speaker.early = std::make_shared<spdlog::sinks::ringbuffer_sink_mt>(most_early_lines);
    sinks.push_back(speaker.early);
    speaker.set_form();
}

void set_log_file(const std::filesystem::path& file) {
    Voice& speaker = voice();
    if (speaker.settings.rank != 0) { return; }
    try {
        auto sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file.string(), false);
        auto& sinks = speaker.logger->sinks();
        sinks.resize(1);
        sinks.push_back(sink);
        speaker.set_form();
        for (const auto& line : speaker.early->last_raw()) { sink->log(line); }
        sink->flush();
        speaker.early = std::make_shared<spdlog::sinks::ringbuffer_sink_mt>(most_early_lines);  // told once
    } catch (const spdlog::spdlog_ex& fault) {
        throw Error(Fault::read_write,
                    "cannot write the log " + file.string() + ": " + fault.what() + "; check rights and free space");
    }
}

void log_info(const std::string& message) { say(spdlog::level::info, "INFO", message); }
void log_warning(const std::string& message) { say(spdlog::level::warn, "WARNING", message); }
void log_error(const std::string& message) { say(spdlog::level::err, "ERROR", message); }
void log_progress(const std::string& message) { say(spdlog::level::info, "PROGRESS", message); }

QuietLog::QuietLog() { voice().logger->set_level(spdlog::level::err); }
QuietLog::~QuietLog() { voice().set_level(); }

void flush_log() { voice().logger->flush(); }

bool log_is_quiet() { return voice().settings.quiet; }
bool log_is_root() { return voice().settings.rank == 0; }
LogFormat log_format() { return voice().settings.format; }

}  // namespace atria::pipeline
