#pragma once

#include "kernels/data/genotype_block.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>

namespace atria::io {

/// The bytes of a run of variants as they lie in the file, not yet checked or decoded.
struct RawBlock;

/// Reader of one shard (one cohort, one chromosome).
///
/// read_raw touches HDF5, which one thread at a time does; decode is const, needs no HDF5 and may run in any
/// thread: it verifies the checksums of the raw chunks, undoes filters, and builds the block's views.
class ShardReader {
public:
    explicit ShardReader(const std::filesystem::path& file);
    ~ShardReader();
    ShardReader(ShardReader&&) noexcept;
    ShardReader& operator=(ShardReader&&) noexcept;

    [[nodiscard]] std::size_t people() const;
    [[nodiscard]] std::uint64_t variants() const;

    /// Raw bytes for the study variants [first, first + count), counted from the first study variant of this
    /// chromosome. Variants that this cohort does not have are marked absent.
    [[nodiscard]] std::shared_ptr<const RawBlock> read_raw(std::uint64_t first, std::uint64_t count) const;

    /// The block, in study order. Throws Error(bad_data) naming file and dataset when a checksum is wrong.
    [[nodiscard]] GenotypeBlock decode(const RawBlock& raw) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace atria::io
