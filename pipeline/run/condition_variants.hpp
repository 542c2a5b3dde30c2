#pragma once

#include "io/shard/manifest.hpp"
#include "pipeline/run/scan_request.hpp"
#include "pipeline/run/sexes.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

/// Variants that the scan is conditioned on, as covariate columns.
struct ConditionColumns {
    std::vector<std::string> names;       ///< V: as the list has them
    std::vector<Eigen::MatrixXd> values;  ///< a cohort: N × V copies of the effect allele, NaN = no call
};

/// The sexes of the people of one cohort of the scan; asked for when a variant of X or Y is listed.
using SexesOf = std::function<std::vector<Sex>(std::size_t cohort)>;

/// Reads the variants that the file request.condition names (NamedVariants). Their calls count as an additive scan
/// counts them, on X, Y and MT too: impossible calls, and those of people without the chromosome, are missing.
/// `cohorts`: places in the manifest's list. Throws Error(bad_data) with file and line when a variant is not in the
/// study, not in one of the cohorts, named twice, or on a part of X that needs a build which the study does not state,
/// and when a name is that of several variants.
[[nodiscard]] ConditionColumns read_condition_variants(const ScanRequest& request, const io::Manifest& manifest,
                                                       std::span<const std::size_t> cohorts, const SexesOf& sexes);

}  // namespace atria::pipeline
