#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace atria::pipeline {

/// Columns of the records of cohorts, from a study or straight from a table. A row is a person, or one of several rows
/// of a person.
class CohortRecords {
public:
    CohortRecords() = default;
    CohortRecords(const CohortRecords&) = delete;
    CohortRecords& operator=(const CohortRecords&) = delete;
    virtual ~CohortRecords() = default;

    /// In the order of all sums.
    [[nodiscard]] virtual const std::vector<std::string>& names() const = 0;
    [[nodiscard]] virtual std::size_t rows(std::size_t cohort) const = 0;
    /// " in cohort NAME (FILE)", for a message.
    [[nodiscard]] virtual std::string where(std::size_t cohort) const = 0;
    /// Where one cell stands, for the beginning of a message.
    [[nodiscard]] virtual std::string place(std::size_t cohort, std::size_t row, const std::string& column) const = 0;
    /// One a row: the ids of the records, or the numbers of a table's lines.
    [[nodiscard]] virtual std::vector<std::string> row_names(std::size_t cohort) const = 0;

    /// Does any cohort have this column?
    [[nodiscard]] virtual bool is_column(const std::string& name) const = 0;
    /// `role`: what the user wants of the column, for the message of the Error(bad_config) when it is unknown.
    virtual void require(std::size_t cohort, const std::string& name, const std::string& role) const = 0;
    /// One a row, NaN = missing. Throws Error(bad_data) when the column holds words.
    [[nodiscard]] virtual std::vector<double> numbers(std::size_t cohort, const std::string& name,
                                                      const std::string& role) const = 0;
    /// One a row, empty = missing; numbers as their shortest text.
    [[nodiscard]] virtual std::vector<std::string> text(std::size_t cohort, const std::string& name,
                                                        const std::string& role) const = 0;
    /// Does the cohort go without some variable, as the user asked for (missing in everybody)?
    [[nodiscard]] virtual bool goes_without(std::size_t /*cohort*/) const { return false; }
};

}  // namespace atria::pipeline
