#include "pipeline/run/scan_identity.hpp"

#include "io/predictions/loco_file.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>

namespace atria::pipeline {

namespace {

/// Options that say where, how fast or how loudly, and change no byte of the results.
constexpr std::array<std::string_view, 12> without_effect{"study", "out",      "config",       "force",
                                                          "check", "threads",  "memory",       "log-format",
                                                          "quiet", "max-time", "print-config", "checkpoint-interval"};

void add_predictions(const std::filesystem::path& list, RunIdentity& identity) {
    try {
        for (const io::PredictionEntry& entry : io::read_prediction_list(list)) {
            identity.add_file(entry.file.string(), entry.file);
        }
    } catch (const Error&) {
        // Whoever reads the predictions says what is wrong with the list.
    }
}

}  // namespace

RunIdentity scan_identity(const ScanRequest& request) {
    RunIdentity identity;
    identity.add("job", request.run.job);
    identity.add("version", ATRIA_VERSION);
    for (const RecordedOption& option : request.run.options) {
        if (std::ranges::find(without_effect, option.name) != without_effect.end()) { continue; }
        identity.add("--" + option.name, option.value);
        std::error_code none;
        if (std::filesystem::is_regular_file(option.value, none)) { identity.add_file(option.value, option.value); }
        if (option.name == "loco-predictions" && !option.value.empty()) { add_predictions(option.value, identity); }
    }
    identity.add_file("the study", request.study / "study.json");
    return identity;
}

}  // namespace atria::pipeline
