#pragma once

#include "tests/fuzz/input.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace atria::fuzz {

/// Tries one reader with one input; defined by each file of targets/ under the name of that file.
using Target = void(Input& input);

/// Runs a target. atria::Error that names a file is what bad input has to end with, and its message is returned; empty:
/// the input is sound. Anything else that is thrown goes on, to end the program.
std::string try_once(Target& target, std::span<const std::uint8_t> bytes);

}  // namespace atria::fuzz
