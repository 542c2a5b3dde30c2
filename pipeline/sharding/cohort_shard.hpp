#pragma once

#include "io/shard/dosage_columns.hpp"
#include "io/shard/shard_writer.hpp"
#include "io/shard/variant_alignment.hpp"
#include "pipeline/sharding/cohort_inputs.hpp"

#include <filesystem>
#include <functional>
#include <span>
#include <string>

namespace atria::pipeline {

/// Aligns the variants of all cohorts on one chromosome, as list_genotypes has left them in the folder `listing`: the
/// row of a placement counts the variants of its file on this chromosome. `exclusions` may be nullptr.
[[nodiscard]] io::VariantAlignment align_chromosome(const StudyInput& study, const std::filesystem::path& listing,
                                                    Chromosome chromosome, const io::AlignmentRule& rule,
                                                    Exclusions* exclusions);

/// "COHORT/chr17.h5", relative to the study.
[[nodiscard]] std::string shard_path(const std::string& cohort, Chromosome chromosome);

/// Writes one cohort's shard of an aligned chromosome below `folder`, with bounded memory: rows of its genotype files
/// are read one after the other. The shard is yet to be sealed; its entry then has the whole path. Adds to `unusual`,
/// one a genotype file of the cohort, what the file's calls were like.
[[nodiscard]] io::UnsealedShard write_cohort_shard(const std::filesystem::path& folder, const CohortInput& cohort,
                                                   const std::filesystem::path& listing, std::uint32_t cohort_index,
                                                   Chromosome chromosome, const io::VariantAlignment& alignment,
                                                   io::DosageBits bits, const std::function<void()>& added,
                                                   std::span<io::UnusualCalls> unusual);

}  // namespace atria::pipeline
