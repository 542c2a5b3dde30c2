#pragma once

#include "io/genotypes/genotype_source.hpp"

#include <filesystem>

namespace atria::io {

/// A PLINK 1 fileset: .bed, .bim and .fam with one stem. `first_is_reference`: A2, not A1, is the effect allele. Reads
/// the .fam; scan() reads the .bim and holds the size of the .bed against it.
[[nodiscard]] std::unique_ptr<GenotypeSource> open_bed(const std::filesystem::path& bed, bool first_is_reference);

}  // namespace atria::io
