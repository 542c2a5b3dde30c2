#pragma once

#include "io/shard/manifest.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace atria::io {

/// Writes the features of one set and cohort, one by one, in study order, with bounded memory. The file has its final
/// name only after close().
class PredictorShardWriter {
public:
    PredictorShardWriter(const std::filesystem::path& file, const std::string& set, const std::string& cohort,
                         std::size_t people);
    ~PredictorShardWriter();
    PredictorShardWriter(PredictorShardWriter&&) noexcept;
    PredictorShardWriter& operator=(PredictorShardWriter&&) noexcept;

    /// `values`: N finite numbers, NaN = missing. `study_index`: place among the set's features; must ascend.
    void add(const std::string& feature, std::uint64_t study_index, std::span<const double> values);

    /// Finishes and renames the file; returns its entry for the manifest (path as given, checksum of the final bytes).
    [[nodiscard]] PredictorEntry close();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace atria::io
