#include "io/tables/row_spool.hpp"

#include "kernels/data/error.hpp"

#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>

namespace atria::io {

namespace {

/// Some 32 MB of rows, and pieces of a column that a disk reads in one go.
std::size_t rows_at_once(std::size_t columns) {
    constexpr std::size_t numbers = std::size_t{1} << 22U;
    return std::clamp<std::size_t>(numbers / std::max<std::size_t>(columns, 1), 16, 4096);
}

}  // namespace

RowSpool::RowSpool(std::filesystem::path folder, std::size_t columns)
    : folder_(std::move(folder)),
      columns_(columns),
      batch_rows_(rows_at_once(columns)),
      waiting_(columns * batch_rows_) {
    std::string name = folder_ / ".rowsXXXXXX";
    file_ = ::mkstemp(name.data());
    if (file_ < 0) { fail("make"); }
    ::unlink(name.c_str());
}

RowSpool::~RowSpool() {
    if (file_ >= 0) { ::close(file_); }
}

RowSpool::RowSpool(RowSpool&& other) noexcept
    : folder_(std::move(other.folder_)),
      columns_(other.columns_),
      batch_rows_(other.batch_rows_),
      file_(std::exchange(other.file_, -1)),
      rows_(other.rows_),
      written_(other.written_),
      waiting_(std::move(other.waiting_)) {}

void RowSpool::fail(const char* attempt) const {
    throw Error(Fault::read_write, folder_.string() + ": cannot " + attempt +
                                       " a temporary file here: " + std::strerror(errno) +
                                       ". Check that the folder is writable and has space left.");
}

void RowSpool::add(std::span<const double> row) {
    if (row.size() != columns_) { throw std::logic_error("a row with another number of columns"); }
    const std::size_t at = rows_ - written_;
    for (std::size_t column = 0; column < columns_; ++column) { waiting_[column * batch_rows_ + at] = row[column]; }
    ++rows_;
    if (rows_ - written_ == batch_rows_) { write_batch(); }
}

void RowSpool::write_batch() {
    const auto* bytes = reinterpret_cast<const char*>(waiting_.data());
    const std::size_t all = waiting_.size() * sizeof(double);
    auto offset = static_cast<off_t>(written_ * columns_ * sizeof(double));
    for (std::size_t done = 0; done < all;) {
        const ssize_t some = ::pwrite(file_, bytes + done, all - done, offset);
        if (some < 0 && errno != EINTR) { fail("write"); }
        if (some <= 0) { continue; }
        done += static_cast<std::size_t>(some);
        offset += some;
    }
    written_ += batch_rows_;
}

void RowSpool::finish() {
    if (written_ < rows_) { write_batch(); }
    waiting_ = {};
}

std::size_t RowSpool::read_batch(std::size_t batch, std::size_t first, std::size_t count,
                                 std::vector<double>& numbers) {
    const std::size_t begin = batch * batch_rows_;
    const std::size_t some = std::min(batch_rows_, rows_ - begin);
    numbers.resize(count * batch_rows_);
    auto* bytes = reinterpret_cast<char*>(numbers.data());
    const std::size_t all = numbers.size() * sizeof(double);
    auto offset = static_cast<off_t>((begin * columns_ + first * batch_rows_) * sizeof(double));
    for (std::size_t done = 0; done < all;) {
        const ssize_t got = ::pread(file_, bytes + done, all - done, offset);
        if (got < 0 && errno != EINTR) { fail("read"); }
        if (got == 0) { throw std::logic_error("the temporary file is shorter than its rows"); }
        if (got < 0) { continue; }
        done += static_cast<std::size_t>(got);
        offset += got;
    }
    // Whole batches lie side by side; the last one has fewer rows.
    for (std::size_t column = 1; column < count && some < batch_rows_; ++column) {
        const auto from = numbers.begin() + static_cast<std::ptrdiff_t>(column * batch_rows_);
        std::copy_n(from, some, numbers.begin() + static_cast<std::ptrdiff_t>(column * some));
    }
    return some;
}

}  // namespace atria::io
