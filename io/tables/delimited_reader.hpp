#pragma once

#include "io/tables/text_lines.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atria::io {

/// Reads a table with a header, row by row: separated by tabs when the header holds one, else by commas; plain or
/// gzipped; cells may stand in double quotes, where "" is a quote and a line may end. Blanks around cells are dropped.
class DelimitedReader {
public:
    /// Reads the header. Throws Error(bad_data) naming file, line and column when there is none, a name is empty or
    /// occurs twice, or the columns are separated by blanks; Error(input_missing) when the file cannot be opened.
    explicit DelimitedReader(const std::filesystem::path& file);

    [[nodiscard]] const std::filesystem::path& file() const { return lines_.file(); }
    [[nodiscard]] const std::vector<std::string>& header() const { return header_; }
    [[nodiscard]] std::optional<std::size_t> find(std::string_view column) const;

    /// The next row; empty lines are passed over. Throws Error(bad_data) when its number of cells is not the header's.
    bool next();
    [[nodiscard]] const std::vector<std::string>& cells() const { return cells_; }

    /// A warning about the row read last: see TextLines.
    [[nodiscard]] std::string open_end() const { return lines_.open_end(); }

    /// The line on which the row begins.
    [[nodiscard]] std::uint64_t line() const { return line_; }

    /// "FILE:LINE:COLUMN (NAME)", COLUMN counted from 1.
    [[nodiscard]] std::string place(std::size_t column) const;

private:
    bool next_row();
    /// Splits a line; false when it ends within quotes, and then split_on goes on with the next one. `cells`: `most` of
    /// them at the most, count_: of all.
    bool split(std::string_view text, std::size_t most, std::vector<std::string>& cells);
    bool split_on(std::string_view text, std::size_t most, std::vector<std::string>& cells);
    bool close_quotes(std::string_view text, std::size_t& at);

    TextLines lines_;
    char delimiter_ = '\t';
    std::vector<std::string> header_;
    std::vector<std::string> cells_;
    std::size_t count_ = 0;  ///< cells of the row
    bool in_quotes_ = false;
    std::string open_cell_;  ///< what is known of a quoted cell
    std::uint64_t line_ = 0;
};

}  // namespace atria::io
