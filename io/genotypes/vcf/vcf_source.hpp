#pragma once

#include "io/genotypes/called_field.hpp"
#include "io/genotypes/genotype_source.hpp"

#include <filesystem>

namespace atria::io {

/// A VCF (plain or bgzipped) or BCF file. The effect allele is ALT; a site of several ALTs is a variant for each, whose
/// calls tell that ALT from all other alleles. A call with a missing allele is missing; a call of one allele counts 0
/// or 2, its dosage twice. Where DS or GP is missing, GT is taken. `threads`: of which all but one unpack blocks while
/// the file is read. Throws Error(bad_data) for a file that is cut short, whose header is not understood or names
/// nobody or somebody twice, that is gzipped but not by bgzip, or that does not have `field`.
[[nodiscard]] std::unique_ptr<GenotypeSource> open_vcf(const std::filesystem::path& file, CalledField field,
                                                       int threads);

}  // namespace atria::io
