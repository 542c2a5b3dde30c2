#pragma once

#include "io/summary/study_table.hpp"
#include "kernels/math/genomic_control.hpp"
#include "kernels/math/random_effects.hpp"
#include "pipeline/comm/communicator.hpp"
#include "pipeline/meta/matched_variants.hpp"
#include "pipeline/record/run_record.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace atria::pipeline {

using math::GenomicControl;

/// What the user asked of a meta-analysis of results. Validated when made, const ever after.
struct MetaRequest {
    std::vector<io::StudySource> studies;
    std::filesystem::path results;
    std::optional<io::SummaryFormat> format;  ///< of studies that do not name their own
    MatchRule match;
    GenomicControl genomic_control = GenomicControl::none;
    math::BetweenCohorts random_effects = math::BetweenCohorts::dersimonian_laird;
    bool leave_one_out = false;
    std::uint64_t min_studies = 1;  ///< variants in fewer are left out of the tables
    std::string description;        ///< of the trait, for the metadata
    std::string genome_build;       ///< GRCh37, GRCh38, or empty
    bool check = false;
    bool force = false;
    RunRequest run;  ///< with stub: only empty tables are written
};

/// Collective. Reads the studies' tables, matches their variants and writes meta.tsv.gz with its metadata,
/// meta.cohorts.tsv.gz and excluded.tsv.gz. The root does all of it, with its threads; the other ranks wait. Memory is
/// some 110 bytes a row of input, the letters of alleles and ids, and 16 bytes a variant.
void run_meta_analysis(const MetaRequest& request, const Communicator& communicator);

}  // namespace atria::pipeline
