#pragma once

#include "io/shard/manifest.hpp"
#include "kernels/data/genetic_model.hpp"
#include "kernels/data/variant.hpp"
#include "pipeline/plan/work_plan.hpp"
#include "pipeline/run/scan_request.hpp"
#include "pipeline/run/sexes.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

/// A variant that a scan is conditioned on, and where its calls are.
struct ConditionVariant {
    std::string name;    ///< as the user has it
    std::string place;   ///< "FILE:LINE" for a message; empty where nobody named it
    PlannedBlock block;  ///< of this one variant
    Variant variant;
};

/// Variants that the scan is conditioned on, as covariate columns.
struct ConditionColumns {
    std::vector<std::string> names;       ///< V: as the list has them
    std::vector<Eigen::MatrixXd> values;  ///< a cohort: N × V copies of the effect allele, NaN = no call
};

/// The sexes of the people of one cohort of the scan; asked for when a variant of X or Y is listed.
using SexesOf = std::function<std::vector<Sex>(std::size_t cohort)>;

/// The variants that the file request.condition names (NamedVariants), in its order. Throws Error(bad_data) with file
/// and line when a variant is not in the study or named twice, and when a name is that of several variants.
[[nodiscard]] std::vector<ConditionVariant> named_condition_variants(const ScanRequest& request,
                                                                     const io::Manifest& manifest);

/// How the calls of condition variants count.
struct ConditionCoding {
    GeneticModel model = GeneticModel::additive;
    bool may_be_absent = false;  ///< people of a cohort without the variant are like people without a call
};

/// Reads their calls, which count as a scan of this model counts them, on X, Y and MT too: impossible calls, and those
/// of people without the chromosome, are missing. `cohorts`: places in the manifest's list. Throws Error(bad_data) with
/// file and line when a variant is not in one of the cohorts, or on a part of X that needs a build which the study does
/// not state.
[[nodiscard]] ConditionColumns read_condition_variants(std::span<const ConditionVariant> variants,
                                                       const ScanRequest& request, const ConditionCoding& coding,
                                                       const io::Manifest& manifest,
                                                       std::span<const std::size_t> cohorts, const SexesOf& sexes);

}  // namespace atria::pipeline
