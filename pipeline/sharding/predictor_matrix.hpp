#pragma once

#include "io/tables/feature_table.hpp"
#include "io/tables/predictor_table.hpp"
#include "io/tables/row_spool.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

/// What one feature matrix, a set of predictors in one cohort, turned out to hold.
struct MatrixSummary {
    std::uint64_t rows = 0;
    std::uint64_t people = 0;  ///< of the cohort, with a row
    std::string id_column;
    std::vector<std::string> features;                ///< in the order of the table
    std::vector<io::FeatureTable::LeftOut> left_out;  ///< columns that are no features
    std::vector<std::string> strangers;               ///< ids that the cohort does not have
    std::vector<std::string> without_row;             ///< people of the cohort

    [[nodiscard]] nlohmann::ordered_json to_json() const;
    [[nodiscard]] static MatrixSummary from_json(const nlohmann::ordered_json& json);
};

/// The rows of a feature matrix, read once, and features out of them.
class PredictorMatrix {
public:
    /// Reads the table. `people`: N ids of the cohort; `scratch`: a folder for the numbers, empty: they are looked at
    /// and forgotten. Throws Error(bad_data) naming file, line and column for what FeatureTable refuses, for a second
    /// row of a person where no rule is stated, and when nobody of the cohort has a row.
    PredictorMatrix(io::PredictorSource source, std::span<const std::string> people,
                    const std::filesystem::path& scratch);

    [[nodiscard]] const MatrixSummary& summary() const { return summary_; }

    /// Calls `take(feature, values)` for the features named by `wanted`, places in summary().features, in this order:
    /// N numbers each, NaN = missing, a person's rows combined by the rule.
    void read(std::span<const std::uint32_t> wanted,
              const std::function<void(std::uint32_t feature, std::span<const double> values)>& take);

private:
    void read_rows(std::span<const std::string> people, const std::filesystem::path& scratch);
    /// N × count numbers of neighbouring columns of the spool.
    [[nodiscard]] std::vector<double> combined(std::size_t first, std::size_t count);
    [[noreturn]] void refuse_nobody(std::span<const std::string> people, const std::string& stranger) const;

    io::PredictorSource source_;
    std::size_t people_;
    MatrixSummary summary_;
    std::vector<std::uint32_t> columns_;  ///< of the features, in the spool
    std::vector<std::uint32_t> person_;   ///< of each row of the spool
    std::vector<std::uint8_t> first_of_;  ///< 1 = the person's first row
    std::vector<io::RowSpool> spool_;     ///< one, or none where the numbers are not wanted
};

}  // namespace atria::pipeline
