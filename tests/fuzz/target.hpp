#pragma once

#include "tests/fuzz/input.hpp"

#include <cstdint>
#include <span>

namespace atria::fuzz {

/// Tries one reader with one input; defined by each file of targets/ under the name of that file.
using Target = void(Input& input);

/// Runs a target. atria::Error that names a file is what bad input has to end with; anything else that is thrown goes
/// on, to end the program.
void try_once(Target& target, std::span<const std::uint8_t> bytes);

}  // namespace atria::fuzz
