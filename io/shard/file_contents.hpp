#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace atria::io {

/// One dataset of an HDF5 file.
struct DatasetContents {
    std::string name;  ///< "/variants/position"
    std::string type;  ///< u8, u16, u32, u64, f64 or text[WIDTH]
    std::uint64_t rows = 0;
    std::uint64_t columns = 0;  ///< 0: one-dimensional
    std::uint64_t chunk_rows = 0;
    std::uint64_t stored_bytes = 0;  ///< after compression
};

/// What an HDF5 file of Atria holds.
struct FileContents {
    std::vector<std::pair<std::string, std::string>> attributes;
    std::vector<DatasetContents> datasets;
};

/// Throws Error as the HDF5 readers do.
[[nodiscard]] FileContents describe_file(const std::filesystem::path& file);

/// How many variants of a shard are in each encoding, and their calls, from the counts alone.
struct ShardSummary {
    std::string cohort;
    std::uint64_t chromosome = 0;
    std::uint64_t people = 0;
    std::uint64_t variants = 0;
    std::uint64_t packed = 0;
    std::uint64_t sparse = 0;
    std::uint64_t dosages = 0;
    std::uint64_t missing_calls = 0;
};
[[nodiscard]] ShardSummary summarise_shard(const std::filesystem::path& file);

/// What a cohort's features of a set of predictors are like, from what is told of each.
struct PredictorSummary {
    std::string set;
    std::string cohort;
    std::uint64_t people = 0;
    std::uint64_t features = 0;
    std::uint64_t missing = 0;   ///< numbers, of all features together
    std::uint64_t constant = 0;  ///< features with the same number in everybody
};
[[nodiscard]] PredictorSummary summarise_predictors(const std::filesystem::path& file);

}  // namespace atria::io
