#include "pipeline/record/progress.hpp"

#include "pipeline/record/log.hpp"

#include <unistd.h>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>

namespace atria::pipeline {

namespace {

using Clock = std::chrono::steady_clock;

std::string with_commas(std::uint64_t value) {
    const std::string digits = std::to_string(value);
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) { text += ','; }
        text += digits[i];
    }
    return text;
}

std::string duration(double seconds) {
    if (seconds < 10) {
        const auto tenths = static_cast<std::uint64_t>(std::max(0.0, std::ceil(seconds * 10)));
        return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
    }
    const auto whole = static_cast<std::uint64_t>(std::max(0.0, std::ceil(seconds)));
    if (whole < 120) { return std::to_string(whole) + " s"; }
    if (whole < 7200) { return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s"; }
    return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

double seconds_between(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double>(to - from).count();
}

}  // namespace

Progress::Progress(std::string what, std::uint64_t all, std::string unit)
    : Progress(std::move(what), all, all, std::move(unit)) {}

Progress::Progress(std::string what, std::uint64_t mine, std::uint64_t all, std::string unit)
    : what_(std::move(what)),
      mine_(mine),
      all_(all),
      unit_(std::move(unit)),
      printer_(std::this_thread::get_id()),
      begin_(Clock::now()),
      terminal_(isatty(STDERR_FILENO) == 1 && log_format() == LogFormat::text),
      silent_(!log_is_root()) {
    if (log_is_quiet()) { terminal_ = false; }
    next_ = begin_ + (terminal_ ? std::chrono::milliseconds(500) : std::chrono::milliseconds(60'000));
}

Progress::~Progress() {
    if (shown_ && terminal_) { std::fputs("\r\x1b[K", stderr); }
    if (silent_ || std::uncaught_exceptions() > 0) { return; }
    try {
        const double seconds = seconds_between(begin_, Clock::now());
        const double rate = seconds > 0 ? static_cast<double>(done()) / seconds : 0;
        const std::string whose = mine_ == all_ ? "" : " of " + with_commas(all_);
        const std::string here = mine_ == all_ ? "" : " on the first rank";
        log_progress(what_ + " - " + with_commas(done()) + whose + " " + unit_ + here + " in " + duration(seconds) +
                     ", " + with_commas(static_cast<std::uint64_t>(rate)) + " a second");
    } catch (const std::exception&) {
        // A line of progress is not worth an end of the run.
    }
}

void Progress::add(std::uint64_t done) {
    done_.fetch_add(done, std::memory_order_relaxed);
    if (silent_ || std::this_thread::get_id() != printer_) { return; }
    if (const auto now = Clock::now(); now >= next_) { show(now); }
}

std::string Progress::words(double seconds) const {
    const double share_done = share();
    const auto all = static_cast<double>(all_);
    const std::uint64_t done_so_far =
        mine_ == all_ ? std::min(done(), all_) : static_cast<std::uint64_t>(share_done * all);
    std::string text = (mine_ == all_ ? "" : "about ") + with_commas(done_so_far) + " of " + with_commas(all_) + " " +
                       unit_ + " (" + std::to_string(static_cast<int>(share_done * 100)) + " %)";
    if (seconds > 0 && done_so_far > 0) {
        const double rate = static_cast<double>(done_so_far) / seconds;
        text += ", " + with_commas(static_cast<std::uint64_t>(rate)) + " a second, " +
                duration(static_cast<double>(all_ - done_so_far) / rate) + " left";
    }
    return text;
}

double Progress::share() const {
    return mine_ > 0 ? static_cast<double>(std::min(done(), mine_)) / static_cast<double>(mine_) : 1;
}

void Progress::show(Clock::time_point now) {
    const std::string text = words(seconds_between(begin_, now));
    if (!terminal_) {
        log_progress(what_ + " - " + text);
        next_ = now + std::chrono::minutes(1);
        return;
    }
    constexpr std::size_t width = 24;
    const auto filled = static_cast<std::size_t>(share() * static_cast<double>(width));
    const std::string bar = std::string(filled, '#') + std::string(width - filled, '.');
    std::fprintf(stderr, "\r\x1b[K%s [%s] %s", what_.c_str(), bar.c_str(), text.c_str());
    std::fflush(stderr);
    shown_ = true;
    next_ = now + std::chrono::milliseconds(500);
}

}  // namespace atria::pipeline
