#pragma once

#include <cstdint>

namespace atria::survival {

/// What a person is to the risk sets of a null model; hi = 0: at risk at no event time.
struct CoxPersonTerm {
    double risk = 0;
    double eta = 0;
    double expected = 0;  ///< events, by weight; of a person's both terms in the first
    double weight = 1;
    std::uint32_t position = 0;  ///< in the risk sets' order
    std::uint32_t hi = 0;
    std::uint32_t lo = 0;
    std::uint32_t event = 0;
};

}  // namespace atria::survival
