#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace atria::io {

/// A table of numbers that comes row by row and is wanted column by column, in a nameless file: memory does not grow
/// with its rows. Rows are turned some at a time, so that neighbouring columns lie together on the disk.
class RowSpool {
public:
    /// `folder`: where the file lies, which has no name and goes with the object. `columns`: F > 0. Throws
    /// Error(read_write).
    RowSpool(std::filesystem::path folder, std::size_t columns);
    ~RowSpool();
    RowSpool(RowSpool&& other) noexcept;
    RowSpool& operator=(RowSpool&&) = delete;

    /// F numbers.
    void add(std::span<const double> row);

    /// No more rows come: they may be read, and take no memory any more.
    void finish();

    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] std::size_t columns() const { return columns_; }

    /// Calls `take(first_row, rows, numbers)` for the columns [first, first + count), some rows at a time, ascending:
    /// `numbers` are count × rows, those of a column together.
    template <class Take>
    void read(std::size_t first, std::size_t count, Take&& take) {
        std::vector<double> numbers;
        for (std::size_t row = 0; row < rows_; row += batch_rows_) {
            const std::size_t some = read_batch(row / batch_rows_, first, count, numbers);
            take(row, some, std::span<const double>(numbers).first(some * count));
        }
    }

private:
    void write_batch();
    /// Fills `numbers` and returns the rows of the batch.
    std::size_t read_batch(std::size_t batch, std::size_t first, std::size_t count, std::vector<double>& numbers);
    [[noreturn]] void fail(const char* attempt) const;

    std::filesystem::path folder_;
    std::size_t columns_;
    std::size_t batch_rows_;
    int file_ = -1;
    std::size_t rows_ = 0;
    std::size_t written_ = 0;      ///< rows in the file
    std::vector<double> waiting_;  ///< columns × batch_rows, a column's rows together
};

}  // namespace atria::io
