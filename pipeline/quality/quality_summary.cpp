#include "pipeline/quality/quality_summary.hpp"

#include <cstdint>

namespace atria::pipeline {
namespace {

using Json = nlohmann::ordered_json;

/// "kept 5 of 9; failed: 3 call_rate, 1 maf"
std::string line_of(const Json& row, const std::string& things) {
    std::string text = "kept " + std::to_string(row.at("kept").get<std::uint64_t>()) + " of " +
                       std::to_string(row.at(things).get<std::uint64_t>());
    std::string reasons;
    for (const auto& [reason, count] : row.at("failed_by").items()) {
        if (count.get<std::uint64_t>() == 0) { continue; }
        reasons += (reasons.empty() ? "; failed: " : ", ") + std::to_string(count.get<std::uint64_t>()) + " " + reason;
    }
    return text + reasons + "\n";
}

}  // namespace

std::string quality_summary(const Json& summary) {
    const Json& variants = summary.at("variants");
    const Json& people = summary.at("people");
    std::string page = "Variants, all cohorts: " + line_of(variants.at("pooled"), "variants");
    for (const auto& [cohort, row] : variants.at("cohorts").items()) {
        page += "  " + cohort + ": " + line_of(row, "variants");
    }
    page += "People, all cohorts: " + line_of(people.at("all"), "people");
    for (const auto& [cohort, row] : people.at("cohorts").items()) {
        page += "  " + cohort + ": " + line_of(row, "people");
    }
    const Json& duplicates = summary.at("duplicates");
    if (duplicates.contains("pairs")) {
        page += "Duplicates: " + std::to_string(duplicates.at("pairs").get<std::uint64_t>()) + " pairs, compared at " +
                std::to_string(duplicates.at("variants").get<std::uint64_t>()) + " variants\n";
    } else {
        page += "Duplicates: not looked for\n";
    }
    return page;
}

}  // namespace atria::pipeline
