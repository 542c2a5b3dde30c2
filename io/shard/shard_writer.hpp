#pragma once

#include "io/shard/dosage_columns.hpp"
#include "io/shard/manifest.hpp"
#include "kernels/data/dosage.hpp"
#include "kernels/data/variant.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace atria::io {

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
    [[nodiscard]] ShardEntry close();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace atria::io
