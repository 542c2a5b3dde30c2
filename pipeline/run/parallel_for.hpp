#pragma once

#include <cstddef>
#include <functional>

namespace atria::pipeline {

/// The program's OpenMP loop: body(0) ... body(n - 1) on `threads` threads, in any order. Bodies must not share
/// state. When bodies throw, the exception of the lowest index is thrown again after all have ended.
void parallel_for(std::size_t n, int threads, const std::function<void(std::size_t)>& body);

/// The same, while the calling thread runs `beside` before it joins in. What that throws goes before what bodies throw.
void parallel_for_beside(std::size_t n, int threads, const std::function<void(std::size_t)>& body,
                         const std::function<void()>& beside);

/// body(0) ... body(workers - 1), side by side as far as there are threads; body(0) on the calling one. Bodies must not
/// throw, nor wait for one that has not begun.
void parallel_workers(std::size_t workers, const std::function<void(std::size_t)>& body);

}  // namespace atria::pipeline
