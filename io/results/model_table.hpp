#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace atria::io {

/// One table of a survival model: columns of numbers, of words or of p-values, all R rows long.
struct ModelTable {
    enum class Kind : unsigned char { number, p_value, word };
    struct Column {
        std::string name;
        Kind kind = Kind::number;
        std::vector<double> numbers;     ///< R; NaN or infinite = missing; of p-values -log10 p
        std::vector<std::string> words;  ///< R; empty = missing
    };

    std::string name;         ///< NAME.tsv, and the group /NAME of model.h5
    bool compressed = false;  ///< NAME.tsv.gz instead
    std::vector<Column> columns;

    ModelTable& numbers(std::string column, std::vector<double> values) {
        columns.push_back({std::move(column), Kind::number, std::move(values), {}});
        return *this;
    }
    ModelTable& p_values(std::string column, std::vector<double> neg_log10_p) {
        columns.push_back({std::move(column), Kind::p_value, std::move(neg_log10_p), {}});
        return *this;
    }
    ModelTable& words(std::string column, std::vector<std::string> values) {
        columns.push_back({std::move(column), Kind::word, {}, std::move(values)});
        return *this;
    }
    [[nodiscard]] std::size_t rows() const {
        if (columns.empty()) { return 0; }
        return columns.front().kind == Kind::word ? columns.front().words.size() : columns.front().numbers.size();
    }
    [[nodiscard]] std::string file() const { return name + (compressed ? ".tsv.gz" : ".tsv"); }
};

/// Writes table.file() into the folder: tab-separated, up to 12 significant digits, #NA for missing. A p below the
/// range of a double reads 3.2e-400.
void write_model_table(const std::filesystem::path& folder, const ModelTable& table);

/// Writes model.h5: /TABLE/COLUMN at full precision, f64 (NaN = missing) or text (empty = missing). A p-value is there
/// twice, as NAME, 0 below the range of a double, and as neg_log_10_NAME. A slash in a column's name is %2F there.
void write_model_file(const std::filesystem::path& file, std::span<const ModelTable> tables);

}  // namespace atria::io
