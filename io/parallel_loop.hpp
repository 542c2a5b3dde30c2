#pragma once

#include <cstddef>
#include <functional>

namespace atria::io {

/// Runs body(0) ... body(n - 1), perhaps in several threads; io itself has none.
using ParallelLoop = std::function<void(std::size_t n, const std::function<void(std::size_t)>& body)>;

[[nodiscard]] inline ParallelLoop one_after_the_other() {
    return [](std::size_t n, const std::function<void(std::size_t)>& body) {
        for (std::size_t i = 0; i < n; ++i) { body(i); }
    };
}

}  // namespace atria::io
