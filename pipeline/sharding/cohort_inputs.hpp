#pragma once

#include "io/genotypes/called_field.hpp"
#include "io/genotypes/genotype_source.hpp"
#include "io/genotypes/variant_listing.hpp"
#include "io/harmonisation/records_survey.hpp"
#include "io/tables/cohort_table.hpp"
#include "pipeline/sharding/cohort_people.hpp"
#include "pipeline/sharding/exclusions.hpp"
#include "pipeline/sharding/landmarks.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace atria::pipeline {

/// One genotype file of a cohort.
struct GenotypeInput {
    std::string name;           ///< relative to the cohort table, as the next one
    std::string variants_name;  ///< of the file that names its variants: the .bim of a .bed
    std::unique_ptr<io::GenotypeSource> source;
    std::uint64_t samples = 0;
    std::uint64_t bytes = 0;  ///< of the file
    std::size_t listing = 0;  ///< number of the list of its variants: cohorts with the same file share one
    bool reference_is_stated = false;
    // What list_genotypes has found:
    io::ListedVariants variants;
    std::string taken_from;  ///< in words, for the log
    Landmarks landmarks;     ///< on the root only
};

/// What a cohort brings along: everything but the calls and the cells of the records.
struct CohortInput {
    std::string name;
    std::string records_name;  ///< relative to the cohort table
    io::RecordsSurvey records;
    std::vector<GenotypeInput> genotypes;
    CohortPeople people;
};

/// The input of `atria shard`: everything but the variants is read and found sound.
struct StudyInput {
    std::string build;
    bool reference_is_stated = false;  ///< of every genotype file: its other allele is the reference
    std::vector<CohortInput> cohorts;
    std::map<std::string, io::ColumnType> column_types;
};

struct ShardingRequest;

/// Reads the cohort table, dictionaries and rules, surveys the records, the .fam and the .bim files, checks the .bed
/// files. `exclusions` may be nullptr. Throws Error as the readers do.
[[nodiscard]] StudyInput read_study_input(const ShardingRequest& request, Exclusions* exclusions);

}  // namespace atria::pipeline
