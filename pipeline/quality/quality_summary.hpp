#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace atria::pipeline {

/// summary.json for people to read: how many were kept, and how many failed for which reason.
[[nodiscard]] std::string quality_summary(const nlohmann::ordered_json& summary);

}  // namespace atria::pipeline
