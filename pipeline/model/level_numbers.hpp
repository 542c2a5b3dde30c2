#pragma once

#include "pipeline/run/cohort_records.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

/// The levels of one column, or the combinations of levels of several, as numbers that mean the same in all cohorts.
/// Levels that are numbers stand in the order of the numbers, words in that of the alphabet; of several columns the
/// first varies slowest.
class LevelNumbers {
public:
    /// `role`: what the columns are for ("stratum", "group"), for messages and reasons. No column: one nameless level.
    LevelNumbers(const CohortRecords& records, std::vector<std::string> columns, std::string role);

    [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
    [[nodiscard]] bool empty() const { return columns_.empty(); }
    /// The column whose value a row lacks; nullptr: none.
    [[nodiscard]] const std::string* missing(std::size_t cohort, std::size_t row) const;

    /// Gives numbers to the combinations that the rows named have: `used[cohort]` lists rows without a missing value.
    void number(std::span<const std::vector<std::size_t>> used);
    [[nodiscard]] std::uint32_t number_of(std::size_t cohort, std::size_t row) const;
    /// "sex=1, site=A", one a number.
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

private:
    using Combination = std::vector<std::uint32_t>;
    [[nodiscard]] Combination combination(std::size_t cohort, std::size_t row) const;

    std::vector<std::string> columns_;
    std::vector<std::vector<std::string>> levels_;                       ///< a column: its levels in order
    std::vector<std::vector<std::vector<std::uint32_t>>> level_of_row_;  ///< cohort, column, row
    std::map<Combination, std::uint32_t> numbers_;
    std::vector<std::string> names_;
};

}  // namespace atria::pipeline
