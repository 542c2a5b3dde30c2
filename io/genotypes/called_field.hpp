#pragma once

#include <cstdint>

namespace atria::io {

/// Which field of a VCF or BCF file becomes calls or dosages.
enum class CalledField : std::uint8_t {
    best,           ///< DS where a variant has it, else GP, else GT
    call,           ///< GT
    dosage,         ///< DS
    probabilities,  ///< GP
};

}  // namespace atria::io
