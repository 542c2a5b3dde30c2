#pragma once

#include "io/unfinished_file.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace atria::io {

/// The text with blanks for what a cell cannot hold: tabs and line breaks, as quoted cells may have them.
[[nodiscard]] std::string on_one_line(std::string_view text);

/// Writes a tab-separated table, row by row, with bounded memory. A path that ends in `.gz` is compressed in
/// independent blocks of at most 64 KiB (BGZF), which every gzip reader understands and which tabix can index; the
/// bytes depend on the rows alone. The file has its final name only after close().
class DelimitedWriter {
public:
    /// `missing` is written for NaN. Throws Error(read_write) when the file cannot be made.
    explicit DelimitedWriter(std::filesystem::path file, std::string missing = "NA");

    /// Adds a cell to the row; one that begins with a quote is quoted, as readers of tables expect. Throws
    /// Error(bad_data) when the text holds a tab or a line break, which the table could not give back.
    DelimitedWriter& cell(std::string_view text);
    /// The shortest decimal text that reads back as the same double.
    DelimitedWriter& cell(double value);
    template <std::integral Integer>
    DelimitedWriter& cell(Integer value) {
        return cell(std::string_view(std::to_string(value)));
    }
    void end_row();

    /// Rows so far, the header included.
    [[nodiscard]] std::uint64_t rows() const { return rows_; }

    /// Finishes the file and gives it its name. Throws Error(read_write).
    void close();

private:
    void separate();
    void flush(std::size_t keep_below);
    void write(std::string_view bytes);

    UnfinishedFile unfinished_;
    std::ofstream out_;
    std::string missing_;
    bool compressed_ = false;
    bool row_begun_ = false;
    std::uint64_t rows_ = 0;
    std::string pending_;  ///< text not yet written
};

}  // namespace atria::io
