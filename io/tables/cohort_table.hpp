#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace atria::io {

enum class GenotypeFormat : std::uint8_t {
    bed,   ///< PLINK 1
    vcf,   ///< VCF or BCF
    bgen,  ///< BGEN, layout 2
};

/// One genotype file of a cohort.
struct GenotypeFile {
    GenotypeFormat format = GenotypeFormat::bed;
    std::filesystem::path path;     ///< .bed (with .bim and .fam beside it), .vcf, .vcf.gz, .bcf or .bgen
    std::filesystem::path samples;  ///< the .sample of a .bgen; may be empty
    /// The first allele (A1 of the .bim, the first one of a .bgen, REF) is the reference; the other one is the effect
    /// allele.
    bool first_is_reference = false;
    bool reference_is_stated = false;  ///< otherwise the above is what such files usually mean, and no more

    friend bool operator==(const GenotypeFile&, const GenotypeFile&) = default;
};

/// One cohort of the cohort table.
struct CohortSource {
    std::string name;
    std::vector<GenotypeFile> genotypes;  ///< empty for a cohort with records only
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
