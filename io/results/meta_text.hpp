#pragma once

#include "kernels/data/association_row.hpp"
#include "kernels/data/variant.hpp"
#include "kernels/math/pooled_studies.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace atria::io {

/// What a meta-analysis of studies is about: everything in its files but the rows.
struct MetaResult {
    std::vector<std::string> studies;  ///< in the order of the direction's signs
    std::string effect = "ADD";        ///< what the estimates are of
    bool leave_one_out = false;        ///< with the columns loo_max_change and loo_cohort
    std::string description;           ///< of the trait, in words
    std::string genome_build;          ///< GRCh37, GRCh38, or empty
    std::vector<double> study_people;  ///< a study: the most people of any variant; NaN when it does not say
    std::string notes;                 ///< how it was done, for the metadata
};

/// The header and one line of meta.tsv.gz. `estimates`: one a study, those without the variant with status no_people.
[[nodiscard]] std::string meta_header(const MetaResult& result);
void append_meta_line(std::string& text, const MetaResult& result, const Variant& variant,
                      std::span<const Estimate> estimates, const math::PooledStudies& pooled);

/// The header of meta.cohorts.tsv.gz, and a line for each study that has the variant.
[[nodiscard]] std::string meta_study_header();
void append_meta_study_lines(std::string& text, const MetaResult& result, const Variant& variant,
                             std::span<const Estimate> estimates);

/// Writes meta.tsv.gz-meta.yaml, GWAS-SSF metadata, beside the finished table. Throws Error(read_write).
void write_meta_metadata(const MetaResult& result, const std::filesystem::path& data_file);

}  // namespace atria::io
