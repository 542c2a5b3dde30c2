#include "pipeline/run/outcome_columns.hpp"

#include "kernels/data/error.hpp"

#include <algorithm>
#include <vector>

namespace atria::pipeline {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts(1);
    for (const char letter : text) {
        if (letter == separator) {
            parts.emplace_back();
        } else {
            parts.back() += letter;
        }
    }
    return parts;
}

}  // namespace

OutcomeColumns parse_outcome(const std::string& text) {
    const std::size_t equals = text.find('=');
    const std::vector<std::string> columns =
        equals == std::string::npos ? std::vector<std::string>{} : split(text.substr(equals + 1), ',');
    const bool whole = equals > 0 && (columns.size() == 2 || columns.size() == 3) &&
                       std::none_of(columns.begin(), columns.end(), [](const auto& name) { return name.empty(); });
    if (!whole) {
        throw Error(Fault::usage, "outcome '" + text +
                                      "': expected NAME=entry,exit,event or NAME=time,event, with the names of columns "
                                      "of the records, and event:2 for the events of cause 2");
    }
    OutcomeColumns outcome{text.substr(0, equals), columns.size() == 3 ? columns[0] : "", columns[columns.size() - 2],
                           columns.back()};
    const std::size_t colon = outcome.event.rfind(':');
    if (colon == std::string::npos) { return outcome; }
    const std::string code = outcome.event.substr(colon + 1);
    const bool number = !code.empty() && code.size() < 4 && std::all_of(code.begin(), code.end(), [](char letter) {
        return letter >= '0' && letter <= '9';
    });
    if (!number || std::stoi(code) == 0 || colon == 0) {
        throw Error(Fault::usage, "outcome '" + text + "': behind the colon of the event column stands the code of a " +
                                      "cause, a whole number from 1 to 999, not '" + code + "'");
    }
    outcome.event.resize(colon);
    outcome.cause = std::stoi(code);
    return outcome;
}

}  // namespace atria::pipeline
