#pragma once

#include "pipeline/comm/communicator.hpp"
#include "pipeline/sharding/cohort_inputs.hpp"
#include "pipeline/sharding/exclusions.hpp"

#include <filesystem>

namespace atria::pipeline {

/// Finds the variants of every genotype file in one pass through it, each file by one rank: what they are is left in
/// `folder` (see io::VariantListingWriter; empty: only counted), how many goes into `study`. Collective. Throws Error
/// on all ranks when a file is not sound.
void list_genotypes(StudyInput& study, const std::filesystem::path& folder, const Communicator& communicator);

/// Where the variants of a file are listed: the prefix of VariantListingWriter.
[[nodiscard]] std::filesystem::path listing_prefix(const std::filesystem::path& folder, const GenotypeInput& genotypes);

/// Enters the variants that cannot be used.
void add_unusable(const StudyInput& study, const std::filesystem::path& folder, Exclusions& exclusions);

}  // namespace atria::pipeline
