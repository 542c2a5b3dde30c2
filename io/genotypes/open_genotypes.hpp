#pragma once

#include "io/genotypes/called_field.hpp"
#include "io/genotypes/genotype_source.hpp"
#include "io/tables/cohort_table.hpp"

namespace atria::io {

/// Opens a genotype file of any format: reads its people, and as much of its head as it takes to know that it is what
/// its name says. `threads` may help to unpack a VCF or BCF file. Throws Error as open_bed, open_vcf, open_bgen.
[[nodiscard]] std::unique_ptr<GenotypeSource> open_genotypes(const GenotypeFile& file, CalledField field, int threads);

/// The file that names its people, for messages.
[[nodiscard]] std::filesystem::path file_of_people(const GenotypeFile& file);

/// The file that names its variants, for messages.
[[nodiscard]] std::filesystem::path file_of_variants(const GenotypeFile& file);

}  // namespace atria::io
