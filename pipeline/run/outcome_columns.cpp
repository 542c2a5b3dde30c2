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
                                      "of the records");
    }
    if (columns.size() == 2) { return {text.substr(0, equals), "", columns[0], columns[1]}; }
    return {text.substr(0, equals), columns[0], columns[1], columns[2]};
}

}  // namespace atria::pipeline
