#include "pipeline/model/level_numbers.hpp"

#include "io/tables/cell.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

namespace atria::pipeline {
namespace {

constexpr std::uint32_t no_level = std::numeric_limits<std::uint32_t>::max();

std::vector<std::string> in_order(const std::set<std::string>& found) {
    std::vector<std::string> levels(found.begin(), found.end());
    const bool numbers =
        std::ranges::all_of(levels, [](const std::string& level) { return io::parse_number(level).has_value(); });
    if (numbers) {
        std::ranges::stable_sort(levels, {}, [](const std::string& level) { return *io::parse_number(level); });
    }
    return levels;
}

}  // namespace

LevelNumbers::LevelNumbers(const CohortRecords& records, std::vector<std::string> columns, std::string role)
    : columns_(std::move(columns)), level_of_row_(records.names().size()) {
    for (const std::string& column : columns_) {
        std::vector<std::vector<std::string>> texts;
        std::set<std::string> found;
        for (std::size_t c = 0; c < records.names().size(); ++c) {
            texts.push_back(records.text(c, column, role));
            found.insert(texts.back().begin(), texts.back().end());
        }
        found.erase("");
        levels_.push_back(in_order(found));
        std::map<std::string, std::uint32_t> place;
        for (const std::string& level : levels_.back()) { place.emplace(level, place.size()); }
        for (std::size_t c = 0; c < texts.size(); ++c) {
            std::vector<std::uint32_t>& numbers = level_of_row_[c].emplace_back();
            numbers.reserve(texts[c].size());
            for (const std::string& text : texts[c]) { numbers.push_back(text.empty() ? no_level : place.at(text)); }
        }
    }
}

const std::string* LevelNumbers::missing(std::size_t cohort, std::size_t row) const {
    for (std::size_t k = 0; k < columns_.size(); ++k) {
        if (level_of_row_[cohort][k][row] == no_level) { return &columns_[k]; }
    }
    return nullptr;
}

LevelNumbers::Combination LevelNumbers::combination(std::size_t cohort, std::size_t row) const {
    Combination levels;
    levels.reserve(columns_.size());
    for (const auto& column : level_of_row_[cohort]) { levels.push_back(column[row]); }
    return levels;
}

void LevelNumbers::number(std::span<const std::vector<std::size_t>> used) {
    std::set<Combination> found;
    for (std::size_t c = 0; c < used.size(); ++c) {
        for (const std::size_t row : used[c]) { found.insert(combination(c, row)); }
    }
    for (const Combination& levels : found) {
        numbers_.emplace(levels, static_cast<std::uint32_t>(names_.size()));
        std::string name;
        for (std::size_t k = 0; k < levels.size(); ++k) {
            name += (k == 0 ? "" : ", ") + columns_[k] + "=" + levels_[k][levels[k]];
        }
        names_.push_back(name);
    }
}

std::uint32_t LevelNumbers::number_of(std::size_t cohort, std::size_t row) const {
    return numbers_.at(combination(cohort, row));
}

}  // namespace atria::pipeline
