#pragma once

#include "io/results/trait_result.hpp"

#include <filesystem>
#include <string>

namespace atria::io {

/// The GWAS-SSF metadata of a finished table, or, of a scan of predictors, those of its fields that mean something
/// there: `data_file_name` and its MD5 with what is known of the trait.
[[nodiscard]] std::string metadata_yaml(const TraitResult& trait, const std::string& data_file_name,
                                        const std::string& data_file_md5);

/// Writes TRAIT.tsv.gz-meta.yaml beside the finished TRAIT.tsv.gz. Throws Error(read_write).
void write_metadata(const TraitResult& trait, const std::filesystem::path& data_file);

}  // namespace atria::io
