#pragma once

#include "io/genotypes/genotype_source.hpp"

#include <htslib/vcf.h>

namespace atria::io {

/// The build on which the header's contigs (##contig) have the lengths that they are given; where they have those of no
/// build, or none, the one that ##reference or the contigs' assembly speaks of. Empty when nothing tells, or lines
/// contradict each other.
[[nodiscard]] StatedBuild build_of_header(const bcf_hdr_t* header);

}  // namespace atria::io
