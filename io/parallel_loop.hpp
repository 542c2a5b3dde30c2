#pragma once

#include <cstddef>
#include <functional>

namespace atria::io {

/// Runs body(0) ... body(n - 1), perhaps in several threads; io itself has none.
using ParallelLoop = std::function<void(std::size_t n, const std::function<void(std::size_t)>& body)>;

/// The same, while the calling thread runs `beside` before it joins in: what only that thread may do need not keep the
/// others waiting.
using LoopBeside = std::function<void(std::size_t n, const std::function<void(std::size_t)>& body,
                                      const std::function<void()>& beside)>;

[[nodiscard]] inline ParallelLoop one_after_the_other() {
    return [](std::size_t n, const std::function<void(std::size_t)>& body) {
        for (std::size_t i = 0; i < n; ++i) { body(i); }
    };
}

[[nodiscard]] inline LoopBeside all_one_after_the_other() {
    return [](std::size_t n, const std::function<void(std::size_t)>& body, const std::function<void()>& beside) {
        beside();
        for (std::size_t i = 0; i < n; ++i) { body(i); }
    };
}

}  // namespace atria::io
