#pragma once

#include <cstdint>

namespace atria {

/// What replaces the score test where the normal distribution is not to be trusted.
enum class Correction : std::uint8_t { none, firth, saddlepoint };

}  // namespace atria
