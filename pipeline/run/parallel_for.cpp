#include "pipeline/run/parallel_for.hpp"

#include <omp.h>
#include <atomic>
#include <exception>
#include <mutex>

namespace atria::pipeline {

void parallel_for(std::size_t n, int threads, const std::function<void(std::size_t)>& body) {
    parallel_for_beside(n, threads, body, nullptr);
}

void parallel_for_beside(std::size_t n, int threads, const std::function<void(std::size_t)>& body,
                         const std::function<void()>& beside) {
    std::exception_ptr failure_beside;
    const auto run_beside = [&] {
        if (!beside) { return; }
        try {
            beside();
        } catch (...) { failure_beside = std::current_exception(); }
    };
    std::atomic<std::size_t> lowest_failed{n};
    std::exception_ptr failure;
    std::mutex failing;

    // An exception must not leave a parallel region. Bodies behind the lowest one that failed need not run any more.
    const auto guarded = [&](std::size_t i) {
        if (i > lowest_failed.load(std::memory_order_relaxed)) { return; }
        try {
            body(i);
        } catch (...) {
            const std::lock_guard lock(failing);
            if (i < lowest_failed.load()) {
                lowest_failed = i;
                failure = std::current_exception();
            }
        }
    };

    if (threads <= 1 || n == 0 || (n == 1 && !beside)) {
        run_beside();
        for (std::size_t i = 0; i < n && i <= lowest_failed; ++i) { guarded(i); }
    } else {
#pragma omp parallel num_threads(threads)
        {
#pragma omp master
            run_beside();
#pragma omp for schedule(dynamic, 1)
            for (std::size_t i = 0; i < n; ++i) { guarded(i); }
        }
    }
    if (failure_beside) { std::rethrow_exception(failure_beside); }
    if (failure) { std::rethrow_exception(failure); }
}

void parallel_workers(std::size_t workers, const std::function<void(std::size_t)>& body) {
    if (workers <= 1) {
        body(0);
        return;
    }
    // Within another parallel region OpenMP may give fewer threads than asked for: the loop serves all in any case.
    const int threads = static_cast<int>(workers);
#pragma omp parallel num_threads(threads)
    for (auto i = static_cast<std::size_t>(omp_get_thread_num()); i < workers;
         i += static_cast<std::size_t>(omp_get_num_threads())) {
        body(i);
    }
}

}  // namespace atria::pipeline
