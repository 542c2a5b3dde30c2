#pragma once

#include "io/shard/manifest.hpp"
#include "kernels/data/variant.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace atria::io {

/// Writes one shard, variant by variant, in study order, with bounded memory; each variant in the smaller of its two
/// encodings. The file has its final name only after close().
class ShardWriter {
public:
    ShardWriter(const std::filesystem::path& file, const std::string& cohort, Chromosome chromosome,
                std::size_t people);
    ~ShardWriter();
    ShardWriter(ShardWriter&&) noexcept;
    ShardWriter& operator=(ShardWriter&&) noexcept;

    /// `codes`: packed 2-bit calls, ceil(people / 4) bytes (see genotype_block.hpp). `study_index` counts from the
    /// first study variant of this chromosome and must ascend.
    void add(const Variant& variant, std::uint64_t study_index, std::span<const std::uint8_t> codes);

    /// Finishes and renames the file; returns its entry for the manifest (path as given, checksum of the final bytes).
    [[nodiscard]] ShardEntry close();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace atria::io
