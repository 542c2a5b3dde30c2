#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace atria::io {

/// One PLINK 1 fileset of a cohort.
struct GenotypeSource {
    std::filesystem::path bed;
    std::filesystem::path bim;
    std::filesystem::path fam;
    /// The first allele of the .bim (A1) is the reference, so that the second one is the effect allele.
    bool first_is_reference = false;
    bool reference_is_stated = false;  ///< otherwise the above is what PLINK 1 files usually mean, and no more
};

/// One cohort of the cohort table.
struct CohortSource {
    std::string name;
    std::vector<GenotypeSource> genotypes;  ///< empty for a cohort with records only
    std::filesystem::path records;
    std::string id_column;             ///< empty: the first of id, IID, participant_id, #IID that the records have
    std::filesystem::path dictionary;  ///< of the records; empty: none
    std::uint64_t line = 0;            ///< of the cohort's first line
};

struct CohortTable {
    std::filesystem::path file;
    std::string build;                  ///< GRCh37, GRCh38 or empty
    std::vector<CohortSource> cohorts;  ///< in the order of their first lines
};

/// Reads cohorts.tsv; paths are relative to its folder. Throws Error(bad_data) naming file, line and column for a line
/// that is not understood or that asks for what this version cannot read, Error(input_missing) for a file that is not
/// there.
[[nodiscard]] CohortTable read_cohort_table(const std::filesystem::path& file);

}  // namespace atria::io
