#pragma once

#include "io/results/model_table.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace atria::pipeline {

/// What a model leaves behind, the same on all ranks.
struct ModelResult {
    std::vector<io::ModelTable> tables;  ///< the first is `model`
    nlohmann::ordered_json record;       ///< of model.json, beside what all models tell
    std::string summary;                 ///< for the screen
    std::vector<std::string> warnings;
};

/// null where there is no number.
[[nodiscard]] inline nlohmann::ordered_json json_number(double value) {
    return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

}  // namespace atria::pipeline
