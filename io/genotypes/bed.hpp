#pragma once

#include "io/genotypes/random_access_file.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace atria::io {

/// A PLINK 1 .bed file (variant-major) of M variants and N people, read by rows.
class BedFile {
public:
    /// Checks the magic number and the exact size, 3 + M ceil(N / 4) bytes. Throws Error(bad_data, input_missing)
    /// naming the file and saying which numbers disagree.
    BedFile(std::filesystem::path file, std::uint64_t variants, std::uint64_t people);

    [[nodiscard]] std::size_t row_bytes() const { return row_bytes_; }
    [[nodiscard]] std::uint64_t people() const { return people_; }

    /// The rows [first, first + count) in PLINK's code, count × ceil(N / 4) bytes. Throws Error(read_write).
    void read(std::uint64_t first, std::uint64_t count, std::span<std::uint8_t> bytes) const;

    /// Lets the system fetch `count` rows from `first` on, as far as there are any, while others are worked on.
    void will_read(std::uint64_t first, std::uint64_t count) const;

private:
    std::filesystem::path file_;
    RandomAccessFile bytes_;
    std::uint64_t variants_;
    std::uint64_t people_;
    std::size_t row_bytes_;
};

/// The variants of a .bed file, by its size.
[[nodiscard]] std::uint64_t rows_of_bed(const std::filesystem::path& file, std::uint64_t people);

}  // namespace atria::io
