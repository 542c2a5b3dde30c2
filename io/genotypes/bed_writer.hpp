#pragma once

#include "io/unfinished_file.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <vector>

namespace atria::io {

/// Writes a PLINK 1 .bed file, variant by variant, with the effect allele as A1. The file has its final name only after
/// close().
class BedWriter {
public:
    /// `people`: N of the .fam beside it. Throws Error(read_write) when the file cannot be made.
    BedWriter(std::filesystem::path file, std::size_t people);

    /// The calls of the next variant: ceil(N / 4) bytes in the packed form of genotype_block.hpp.
    void add(std::span<const std::uint8_t> codes);

    /// Finishes the file and gives it its name. Throws Error(read_write).
    void close();

private:
    void write(std::span<const std::uint8_t> bytes);

    UnfinishedFile unfinished_;
    std::ofstream out_;
    std::size_t people_;
    std::vector<std::uint8_t> row_;  ///< ceil(N / 4), the variant in PLINK's code
};

}  // namespace atria::io
