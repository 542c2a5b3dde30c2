#pragma once

#include "io/shard/manifest.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace atria::pipeline {

/// What stands for the chromosome of features.
inline constexpr Chromosome no_chromosome = 0;

/// The study as a scan of a set of predictors sees it: its rows are the set's features in place of variants, on one
/// chromosome that is none; a cohort's one shard holds its features, and a cohort without the set has none. Throws
/// Error(bad_config) when the study has no such set.
[[nodiscard]] io::Manifest manifest_of_predictors(const io::Manifest& study, const std::string& set,
                                                  const std::filesystem::path& folder);

/// Features in a block of a scan, at most `most`: so few that the numbers of `people` people do not take more than some
/// 64 MB, and that small sets are spread over ranks, too.
[[nodiscard]] std::uint64_t features_in_block(std::uint64_t most, std::uint64_t people);

}  // namespace atria::pipeline
