#pragma once

#include "io/shard/dosage_columns.hpp"
#include "io/shard/manifest.hpp"
#include "io/unfinished_file.hpp"
#include "kernels/data/dosage.hpp"
#include "kernels/data/variant.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>

namespace atria::io {

/// A shard that is written and closed, and what is left to be done about it, which needs no HDF5: while one thread
/// forces it to the disk and looks at all of its bytes again, another may write the next.
class UnsealedShard {
public:
    UnsealedShard(UnfinishedFile file, ShardEntry entry) : file_(std::move(file)), entry_(std::move(entry)) {}

    /// Forces the file to the disk, gives it its name and finds its checksum.
    [[nodiscard]] ShardEntry seal();

private:
    UnfinishedFile file_;
    ShardEntry entry_;
};

/// Writes one shard, variant by variant, in study order, with bounded memory; each variant in the smaller of the two
/// encodings of calls, or of dosages. The file has its final name only after close().
class ShardWriter {
public:
    ShardWriter(const std::filesystem::path& file, const std::string& cohort, Chromosome chromosome, std::size_t people,
                DosageBits bits = DosageBits::sixteen);
    ~ShardWriter();
    ShardWriter(ShardWriter&&) noexcept;
    ShardWriter& operator=(ShardWriter&&) noexcept;

    /// `codes`: packed 2-bit calls, ceil(people / 4) bytes (see genotype_block.hpp). `study_index` counts from the
    /// first study variant of this chromosome and must ascend.
    void add(const Variant& variant, std::uint64_t study_index, std::span<const std::uint8_t> codes);

    /// `dosages`: N fixed-point dosages (kernels/data/dosage.hpp), which are rounded to the shard's bits. A variant
    /// whose dosages are all whole copies is stored as the hard calls that they are. `info`: imputation quality; NaN:
    /// none is known, and the variance of the dosages to that of Hardy-Weinberg proportions is kept, MaCH's r².
    void add_dosages(const Variant& variant, std::uint64_t study_index, std::span<const Dosage> dosages, double info);

    /// Finishes and renames the file; returns its entry for the manifest (path as given, checksum of the final bytes).
    [[nodiscard]] ShardEntry close() { return write_out().seal(); }

    /// The same, but the last part, which any thread may do, is left to the caller.
    [[nodiscard]] UnsealedShard write_out();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace atria::io
