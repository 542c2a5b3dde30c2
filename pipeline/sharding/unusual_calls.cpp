#include "pipeline/sharding/unusual_calls.hpp"

#include "pipeline/record/log.hpp"

#include <string>

namespace atria::pipeline {

namespace {

std::string calls(std::uint64_t count) { return std::to_string(count) + (count == 1 ? " call" : " calls"); }

}  // namespace

UnusualCallsOfFiles no_unusual_calls(const StudyInput& study) {
    UnusualCallsOfFiles none;
    for (const auto& cohort : study.cohorts) { none.emplace_back(cohort.genotypes.size()); }
    return none;
}

nlohmann::ordered_json json_of(std::span<const io::UnusualCalls> calls) {
    auto json = nlohmann::ordered_json::array();
    for (const io::UnusualCalls& of_file : calls) { json.push_back({of_file.single, of_file.half, of_file.called}); }
    return json;
}

void add_unusual_calls(const nlohmann::ordered_json& json, std::span<io::UnusualCalls> calls) {
    for (std::size_t file = 0; file < calls.size(); ++file) {
        const auto& of_file = json.at(file);
        calls[file] += {of_file.at(0), of_file.at(1), of_file.at(2)};
    }
}

void log_unusual_calls(const StudyInput& study, const UnusualCallsOfFiles& mine, const Communicator& communicator) {
    for (std::size_t c = 0; c < study.cohorts.size(); ++c) {
        const auto& cohort = study.cohorts[c];
        for (std::size_t file = 0; file < cohort.genotypes.size(); ++file) {
            const std::string place = "cohort " + cohort.name + ", " + cohort.genotypes[file].name + ": ";
            const std::uint64_t single = communicator.sum_all(mine[c][file].single);
            const std::uint64_t half = communicator.sum_all(mine[c][file].half);
            const std::uint64_t called = communicator.sum_all(mine[c][file].called);
            if (single > 0) {
                log_warning(place + calls(single) +
                            " of one allele on autosomes, counted as none or two copies. Are they men's X under "
                            "another name, or a caller's fault?");
            }
            if (half > 0) { log_warning(place + calls(half) + " with one allele missing, taken as missing"); }
            if (called > 0) {
                log_info(place + calls(called) + " (GT) taken where dosages or probabilities (DS, GP) are missing");
            }
        }
    }
}

}  // namespace atria::pipeline
