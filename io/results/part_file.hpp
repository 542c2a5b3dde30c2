#pragma once

#include "io/results/trait_result.hpp"
#include "kernels/scan_kernel.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace atria::io {

/// The rows of one block in a part file.
struct PartBlock {
    std::uint64_t block = 0;  ///< index in the plan
    std::uint64_t first_row = 0;
    std::uint64_t variants = 0;
};

/// DIR/.parts
[[nodiscard]] std::filesystem::path parts_folder(const std::filesystem::path& results);

/// "blocks-000000012345.h5", in that folder: the part that begins with this block.
[[nodiscard]] std::string part_name(std::uint64_t first_block);

/// Writes some finished blocks, all traits of a block together, in the order in which they come. The file has its final
/// name only after close(). One thread calls.
class PartWriter {
public:
    /// `run`: a text that is the same for all parts of one run and of no other; the reader compares it.
    PartWriter(const std::filesystem::path& file, std::span<const TraitResult> traits, const std::string& run);
    ~PartWriter();
    PartWriter(PartWriter&&) noexcept;
    PartWriter& operator=(PartWriter&&) noexcept;

    /// `rows`: one ScanRows a trait, of the same variants.
    void add(std::uint64_t block, std::span<const ScanRows> rows);

    /// Throws Error(read_write).
    void close();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Reads a part file back, block by block and trait by trait. One thread calls.
class PartReader {
public:
    /// Throws Error(input_missing, bad_data), also when the part belongs to another run or to other traits.
    PartReader(const std::filesystem::path& file, std::span<const TraitResult> traits, const std::string& run);
    ~PartReader();
    PartReader(PartReader&&) noexcept;
    PartReader& operator=(PartReader&&) noexcept;

    [[nodiscard]] const std::vector<PartBlock>& blocks() const;
    [[nodiscard]] ScanRows read(const PartBlock& block, std::size_t trait) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace atria::io
