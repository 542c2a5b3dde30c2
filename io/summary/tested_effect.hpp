#pragma once

#include <string>
#include <string_view>

namespace atria::io {

/// The effect that an Atria table's `test` names, without the words for how it was tested: ADD of ADD-T-HC3 and of
/// COX-SCORE, REC of REC-COX-SCORE, ADD-INT_SNPxage of ADD-INT_SNPxage-T.
[[nodiscard]] std::string effect_of_test(std::string_view test);

/// Does the estimate change its sign, and nothing else, when effect and other allele change places? So with additive
/// effects and their interactions, but not with dominant and recessive ones: carriers of one allele are not the
/// complement of carriers of the other.
[[nodiscard]] bool turns_with_alleles(std::string_view effect);

}  // namespace atria::io
