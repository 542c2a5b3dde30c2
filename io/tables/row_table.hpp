#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

namespace atria::io {

/// A delimited table in memory, by column: rows of any kind, several a person. A cell is missing, a number or a word.
class RowTable {
public:
    /// Says of the header's names which columns are wanted.
    using Wanted = std::function<bool(const std::string&)>;

    /// Reads the wanted columns. Throws Error(bad_data) for a table without rows, and what DelimitedReader throws.
    RowTable(const std::filesystem::path& file, const Wanted& wanted);

    [[nodiscard]] const std::filesystem::path& file() const { return file_; }
    [[nodiscard]] std::size_t rows() const { return lines_.size(); }
    /// All names of the header, wanted or not.
    [[nodiscard]] const std::vector<std::string>& header() const { return header_; }
    /// On which a row begins.
    [[nodiscard]] std::uint64_t line(std::size_t row) const { return lines_[row]; }
    /// "FILE:LINE:COLUMN (NAME)", COLUMN counted from 1.
    [[nodiscard]] std::string place(std::size_t row, const std::string& column) const;

    /// One a row, NaN = missing. Throws Error(bad_data), naming the cell, when the column holds a word.
    [[nodiscard]] const std::vector<double>& numbers(const std::string& column, const std::string& role) const;
    /// One a row, empty = missing; numbers as their shortest text.
    [[nodiscard]] std::vector<std::string> text(const std::string& column) const;

private:
    struct Column {
        std::size_t at = 0;  ///< in the header
        std::vector<double> values;
        std::vector<std::uint32_t> word;  ///< one a row, 0 = none; empty while all cells are numbers or missing
        std::vector<std::string> words;   ///< words[0] is not used
        std::unordered_map<std::string, std::uint32_t> index;

        void add(const std::string& cell);
    };
    [[nodiscard]] const Column& column(const std::string& name) const;

    std::filesystem::path file_;
    std::vector<std::string> header_;
    std::vector<std::uint64_t> lines_;
    std::unordered_map<std::string, Column> columns_;
};

}  // namespace atria::io
