#pragma once

#include "io/genotypes/called_field.hpp"
#include "io/genotypes/genotype_source.hpp"

#include <filesystem>

namespace atria::io {

/// Reads variants of a VCF or BCF file, see GenotypeSource::reader.
[[nodiscard]] std::unique_ptr<GenotypeReader> read_vcf(const std::filesystem::path& file, CalledField field,
                                                       int threads, std::vector<std::uint32_t> sample_of_person,
                                                       std::vector<WantedVariant> wanted);

}  // namespace atria::io
