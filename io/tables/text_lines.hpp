#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace atria::io {

/// Reads a text file, plain or gzipped, line by line with bounded memory. Line ends are LF or CRLF; a UTF-8 byte order
/// mark is dropped.
class TextLines {
public:
    /// Throws Error(input_missing) when the file cannot be opened, Error(bad_data) for a file by bgzip without its end.
    explicit TextLines(std::filesystem::path file);
    ~TextLines();
    TextLines(TextLines&&) noexcept;
    TextLines& operator=(TextLines&&) noexcept;

    /// The next line without its end, valid until the next call; false at the end of the file. Throws Error(bad_data)
    /// when the compressed bytes are damaged, the text holds a NUL or a line of more than 256 MiB, Error(read_write)
    /// when reading fails.
    bool next(std::string_view& line);

    [[nodiscard]] const std::filesystem::path& file() const;
    [[nodiscard]] std::uint64_t line() const;    ///< number of the line that next() gave last, from 1
    [[nodiscard]] std::uint64_t offset() const;  ///< where that line begins in the (unpacked) text

    /// Goes on at a line that began at `offset` and has number `line`.
    void seek(std::uint64_t offset, std::uint64_t line);

    /// A warning where the line that next() gave last is the file's last and no line end stands behind it, as in a file
    /// that is cut short within a cell; otherwise empty.
    [[nodiscard]] std::string open_end() const;

    /// "FILE:LINE"
    [[nodiscard]] std::string place() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace atria::io
