#pragma once

#include <cstdint>
#include <string_view>

namespace atria {

/// What a kernel's codes say of the copies of the effect allele.
enum class GeneticModel : std::uint8_t {
    additive,   ///< the copies
    dominant,   ///< 1 for one copy or two
    recessive,  ///< 1 for two copies
};

/// The word of a test's name: "ADD", "DOM", "REC".
[[nodiscard]] std::string_view model_word(GeneticModel model);

/// The model of a test's name, as DOM-T or REC-COX-SCORE: additive unless one of its words says otherwise.
[[nodiscard]] GeneticModel model_of_test(std::string_view test);

}  // namespace atria
