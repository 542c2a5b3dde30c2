#include "jobs/stop_options.hpp"

#include "kernels/data/error.hpp"

#include <charconv>
#include <string_view>
#include <vector>

namespace atria::jobs {

void add_stop_options(OptionTable& table) {
    table.text("max-time",
               "stop in good order, with exit code 75, when the program has run so long; the same command then goes on "
               "from there, as it does after SIGTERM, SIGUSR1, SIGUSR2 or kill -9 [minutes, MM:SS, HH:MM:SS, D-HH, "
               "D-HH:MM:SS as Slurm's --time; empty: no limit]",
               "");
}

std::uint64_t max_seconds(const Options& options) {
    const std::string& time = options.text("max-time");
    return time.empty() ? 0 : seconds_of(time);
}

std::uint64_t seconds_of(const std::string& time) {
    const auto refuse = [&]() -> std::uint64_t {
        throw Error(Fault::bad_config, "--max-time " + time +
                                           " is no time. Write minutes (90), MM:SS, HH:MM:SS, D-HH, D-HH:MM or "
                                           "D-HH:MM:SS.");
    };
    std::vector<std::uint64_t> parts;
    const std::size_t dash = time.find('-');
    std::string_view rest = time;
    while (true) {
        const std::size_t end = parts.empty() && dash != std::string::npos ? dash : rest.find(':');
        const std::string_view part = rest.substr(0, end);
        std::uint64_t value = 0;
        const auto [stop, error] = std::from_chars(part.data(), part.data() + part.size(), value);
        constexpr std::uint64_t most = 10'000'000;
        if (error != std::errc() || stop != part.data() + part.size() || value > most) { return refuse(); }
        parts.push_back(value);
        if (end >= rest.size()) { break; }
        rest.remove_prefix(end + 1);
    }
    constexpr std::uint64_t minute = 60;
    constexpr std::uint64_t hour = 60 * minute;
    constexpr std::uint64_t day = 24 * hour;
    if (dash != std::string::npos) {
        if (parts.size() < 2 || parts.size() > 4) { return refuse(); }
        parts.resize(4);
        return parts[0] * day + parts[1] * hour + parts[2] * minute + parts[3];
    }
    switch (parts.size()) {
        case 1:
            return parts[0] * minute;
        case 2:
            return parts[0] * minute + parts[1];
        case 3:
            return parts[0] * hour + parts[1] * minute + parts[2];
        default:
            return refuse();
    }
}

}  // namespace atria::jobs
