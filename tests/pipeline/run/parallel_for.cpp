#include "pipeline/run/parallel_for.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using atria::pipeline::parallel_for;

TEST_CASE("every index is visited once") {
    for (const int threads : {1, 2, 3, 8}) {
        for (const std::size_t n : {0U, 1U, 2U, 1000U}) {
            std::vector<std::atomic<int>> visits(n);
            parallel_for(n, threads, [&](std::size_t i) { ++visits[i]; });
            for (const auto& count : visits) { CHECK(count == 1); }
        }
    }
}

TEST_CASE("the exception of the lowest index is thrown again") {
    for (const int threads : {1, 2, 4}) {
        for (int repeat = 0; repeat < 20; ++repeat) {
            std::atomic<int> before{0};
            std::string message;
            try {
                parallel_for(200, threads, [&](std::size_t i) {
                    if (i < 50) { ++before; }
                    if (i >= 50 && i % 10 == 0) { throw std::runtime_error(std::to_string(i)); }
                });
            } catch (const std::runtime_error& error) { message = error.what(); }
            CHECK(message == "50");
            CHECK(before == 50);
        }
    }
}

TEST_CASE("what goes on beside a loop is done by the thread that calls, once") {
    for (const int threads : {1, 2, 3}) {
        for (const std::size_t n : {0U, 1U, 100U}) {
            std::vector<std::atomic<int>> visits(n);
            int beside = 0;
            std::thread::id who;
            atria::pipeline::parallel_for_beside(
                n, threads, [&](std::size_t i) { ++visits[i]; },
                [&] {
                    ++beside;
                    who = std::this_thread::get_id();
                });
            for (const auto& count : visits) { CHECK(count == 1); }
            CHECK(beside == 1);
            CHECK(who == std::this_thread::get_id());
        }
    }
}

TEST_CASE("what is thrown beside a loop is thrown again after all have ended") {
    for (const int threads : {1, 2}) {
        const auto body = [](std::size_t i) {
            if (i == 3) { throw std::runtime_error("body"); }
        };
        const auto beside = [] { throw std::runtime_error("beside"); };
        CHECK_THROWS_WITH(atria::pipeline::parallel_for_beside(10, threads, body, beside), "beside");
    }
}

TEST_CASE("workers run once each, the first on the thread that calls, also within another parallel region") {
    for (const std::size_t workers : {1U, 2U, 5U}) {
        std::vector<std::atomic<int>> visits(workers);
        std::thread::id who;
        const auto body = [&](std::size_t worker) {
            ++visits[worker];
            if (worker == 0) { who = std::this_thread::get_id(); }
        };
        atria::pipeline::parallel_workers(workers, body);
        for (const auto& count : visits) { CHECK(count == 1); }
        CHECK(who == std::this_thread::get_id());
        parallel_for(1, 2, [&](std::size_t) { atria::pipeline::parallel_workers(workers, body); });
        for (const auto& count : visits) { CHECK(count == 2); }
    }
}
