#pragma once

#include "io/genotypes/genotype_source.hpp"

namespace atria::fuzz {

/// Scans the file, reads every variant that can be used in all people and two more, forwards and again from behind, and
/// looks whether calls and dosages are what they may be.
void read_all(const io::GenotypeSource& source);

}  // namespace atria::fuzz
