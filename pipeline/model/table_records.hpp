#pragma once

#include "io/tables/row_table.hpp"
#include "pipeline/run/cohort_records.hpp"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

/// Records straight from one table. A column may say to which cohort a row belongs; cohorts then stand in the order of
/// their names. Without one all rows are of one cohort, `all`.
class TableRecords final : public CohortRecords {
public:
    /// `cohort_column` may be empty; `only`: the cohorts to keep, empty: all. Throws Error(bad_data) naming the cell of
    /// a row without a cohort, Error(bad_config) for unknown columns and cohorts.
    TableRecords(const std::filesystem::path& file, const std::string& cohort_column, std::span<const std::string> only,
                 const io::RowTable::Wanted& wanted);

    [[nodiscard]] const io::RowTable& table() const { return table_; }

    [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
    [[nodiscard]] std::size_t rows(std::size_t cohort) const override { return rows_[cohort].size(); }
    [[nodiscard]] std::string where(std::size_t cohort) const override;
    [[nodiscard]] std::string place(std::size_t cohort, std::size_t row, const std::string& column) const override;
    [[nodiscard]] std::vector<std::string> row_names(std::size_t cohort) const override;
    [[nodiscard]] bool is_column(const std::string& name) const override;
    void require(std::size_t cohort, const std::string& name, const std::string& role) const override;
    [[nodiscard]] std::vector<double> numbers(std::size_t cohort, const std::string& name,
                                              const std::string& role) const override;
    [[nodiscard]] std::vector<std::string> text(std::size_t cohort, const std::string& name,
                                                const std::string& role) const override;

private:
    io::RowTable table_;
    bool has_cohorts_ = false;
    std::vector<std::string> names_;
    std::vector<std::vector<std::size_t>> rows_;  ///< of each cohort, ascending
};

}  // namespace atria::pipeline
