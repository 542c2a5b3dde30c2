#pragma once

#include "io/genotypes/bed.hpp"
#include "io/genotypes/bim.hpp"
#include "io/tables/cohort_table.hpp"
#include "io/tables/records_survey.hpp"
#include "pipeline/sharding/cohort_people.hpp"
#include "pipeline/sharding/exclusions.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace atria::pipeline {

/// One PLINK fileset of a cohort, checked.
struct GenotypeInput {
    std::string name;  ///< of the .bed, relative to the cohort table
    io::BimIndex bim;
    io::BedFile bed;
    bool first_is_reference = false;
    std::uint64_t samples = 0;
};

/// What a cohort brings along: everything but the calls and the cells of the records.
struct CohortInput {
    std::string name;
    std::string records_name;  ///< relative to the cohort table
    io::RecordsSurvey records;
    std::vector<GenotypeInput> genotypes;
    CohortPeople people;
};

/// The input of `atria shard`, read once and found sound.
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
