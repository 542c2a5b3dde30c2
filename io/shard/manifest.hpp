#pragma once

#include "kernels/data/variant.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace atria::io {

/// The layout version that this program writes, and the newest that it reads.
inline constexpr int study_layout_version = 2;

/// One shard: one cohort × one chromosome.
struct ShardEntry {
    Chromosome chromosome = 0;
    std::string path;            ///< relative to the study
    std::uint64_t variants = 0;  ///< variants of this chromosome that the cohort has
    std::uint64_t packed_variants = 0;
    std::uint64_t sparse_entries = 0;   ///< entries of all sparse lists together
    std::uint64_t dosage_variants = 0;  ///< variants with dosages, in either form
    std::uint64_t bytes = 0;            ///< size of the file
    std::string sha256;
};

/// A set of predictors: the list of its features, or their numbers in one cohort.
struct PredictorEntry {
    std::string name;  ///< of the set
    std::string path;  ///< relative to the study
    std::uint64_t features = 0;
    std::uint64_t bytes = 0;
    std::string sha256;
};

struct CohortEntry {
    std::string name;
    std::uint64_t people = 0;
    std::string records_path;  ///< relative to the study
    std::uint64_t records_bytes = 0;
    std::string records_sha256;
    std::vector<ShardEntry> shards;               ///< ascending by chromosome; empty for a cohort with records only
    std::vector<PredictorEntry> predictors = {};  ///< in the order of the study's sets

    [[nodiscard]] bool has_dosages() const {
        return std::ranges::any_of(shards, [](const ShardEntry& shard) { return shard.dosage_variants > 0; });
    }
};

/// The variants of one chromosome, a run [first, first + variants) of the study's list.
struct ChromosomeEntry {
    Chromosome chromosome = 0;
    std::uint64_t first = 0;
    std::uint64_t variants = 0;
};

/// study.json: what the study holds. Cohorts stand in the order of the cohort table, which is the order of all sums.
struct Manifest {
    int layout_version = study_layout_version;
    std::string build;                       ///< GRCh37, GRCh38 or empty when not stated
    bool other_allele_is_reference = false;  ///< of every variant; false when some source does not say so
    std::vector<CohortEntry> cohorts;
    std::vector<ChromosomeEntry> chromosomes;
    std::uint64_t variants = 0;
    std::string variants_path;  ///< relative to the study: the aligned variant list
    std::uint64_t variants_bytes = 0;
    std::string variants_sha256;
    std::vector<PredictorEntry> predictors;  ///< the lists of all sets' features
    std::string
        fates_path;  ///< relative to the study: the fate of each variant; empty for a study without such a table
    std::uint64_t fates_bytes = 0;
    std::string fates_sha256;
};

/// Reads and checks STUDY/study.json. Throws Error (input_missing, bad_data; a layout that is too new says so).
[[nodiscard]] Manifest read_manifest(const std::filesystem::path& study);

/// Writes study.json under a temporary name and renames it.
void write_manifest(const std::filesystem::path& study, const Manifest& manifest);

}  // namespace atria::io
