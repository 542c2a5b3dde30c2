#pragma once

#include "io/shard/manifest.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

/// Variants that the scan is conditioned on, as covariate columns.
struct ConditionColumns {
    std::vector<std::string> names;       ///< V: as the list has them
    std::vector<Eigen::MatrixXd> values;  ///< a cohort: N × V copies of the effect allele, NaN = no call
};

/// Reads the variants that a text file lists, one a line: the id of the study's list, or
/// chromosome_position_other_effect; lines that begin with '#' are comments. `cohorts`: places in the manifest's list.
/// Throws Error(bad_data) with file and line when a variant is not in the study, not in one of the cohorts, listed
/// twice, or when an id is that of several variants.
[[nodiscard]] ConditionColumns read_condition_variants(const std::filesystem::path& list,
                                                       const std::filesystem::path& study, const io::Manifest& manifest,
                                                       std::span<const std::size_t> cohorts);

}  // namespace atria::pipeline
