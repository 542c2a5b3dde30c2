#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace atria::io {

enum class ColumnType : std::uint8_t { numeric, categorical };

struct RecordColumn {
    std::string name;
    ColumnType type = ColumnType::numeric;
    std::string unit;                 ///< empty when not stated
    std::vector<std::string> levels;  ///< categorical only, sorted; a cell is an index into it
    std::string status = {};  ///< of its harmonisation: complete, impossible, undetermined; empty: not harmonised
    std::string status_detail = {};

    /// May a model use it?
    [[nodiscard]] bool usable() const { return status.empty() || status == "complete"; }
};

/// Reader of a cohort's records.h5. Not thread-safe: one thread calls HDF5.
class RecordsReader {
public:
    explicit RecordsReader(const std::filesystem::path& file);
    ~RecordsReader();
    RecordsReader(RecordsReader&&) noexcept;
    RecordsReader& operator=(RecordsReader&&) noexcept;

    [[nodiscard]] std::size_t people() const;
    [[nodiscard]] const std::vector<RecordColumn>& columns() const;
    [[nodiscard]] const RecordColumn* find(const std::string& name) const;  ///< nullptr when there is none

    /// Numeric column in record order; NaN = missing. Throws Error(bad_data) when the column is categorical, naming it,
    /// its file and the first word found.
    [[nodiscard]] std::vector<double> numeric(const std::string& name) const;

    /// Any column as text, one string a person; empty = missing.
    [[nodiscard]] std::vector<std::string> text(const std::string& name) const;

    /// Pseudonymous ids in record order.
    [[nodiscard]] std::vector<std::string> ids() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace atria::io
