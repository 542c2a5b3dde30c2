#pragma once

#include "io/genotypes/genotype_source.hpp"

#include <filesystem>

namespace atria::io {

/// A BGEN file of layout 2 (versions 1.2, 1.3). `samples`: the .sample file that names its people; empty: it names them
/// itself. `first_is_reference`: the second allele is the effect allele, otherwise the first one. Only variants of two
/// alleles can be used. Throws Error(bad_data) for a file that is cut short, of layout 1, or whose numbers contradict
/// each other.
[[nodiscard]] std::unique_ptr<GenotypeSource> open_bgen(const std::filesystem::path& file,
                                                        const std::filesystem::path& samples, bool first_is_reference);

}  // namespace atria::io
