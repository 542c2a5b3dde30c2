#pragma once

#include "pipeline/checkpoint/ledger.hpp"
#include "pipeline/checkpoint/orderly_stop.hpp"
#include "pipeline/comm/communicator.hpp"
#include "pipeline/sharding/cohort_inputs.hpp"
#include "pipeline/sharding/exclusions.hpp"

#include <filesystem>

namespace atria::pipeline {

/// What a build goes on from, and how it ends early.
struct Finished {
    const LedgerEntries& before;  ///< by earlier runs, the same on all ranks
    Ledger* ledger = nullptr;     ///< of this rank; null: nothing is written down
    const OrderlyStop& stop;
};

/// Finds the variants of every genotype file in one pass through it, each file by one rank: what they are is left in
/// `folder` (see io::VariantListingWriter; empty: only counted), how many goes into `study`, and on the root the files'
/// landmarks. Only variants within the regions count, which ascend and do not overlap; none: all. With a reference
/// FASTA (may be empty) alleles are first held against it (io::fit_to_reference). Files that are in the ledger are not
/// looked at again. Collective. Throws Error on all ranks when a file is not sound.
void list_genotypes(StudyInput& study, const std::filesystem::path& folder,
                    const std::filesystem::path& reference_fasta, const std::vector<Region>& regions,
                    const Finished& finished, const Communicator& communicator);

/// Where the variants of a file are listed: the prefix of VariantListingWriter.
[[nodiscard]] std::filesystem::path listing_prefix(const std::filesystem::path& folder, const GenotypeInput& genotypes);

/// Enters the variants that cannot be used.
void add_unusable(const StudyInput& study, const std::filesystem::path& folder, Exclusions& exclusions);

}  // namespace atria::pipeline
