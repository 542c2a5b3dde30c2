#include "pipeline/run/in_order.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using atria::pipeline::in_order;
using atria::pipeline::OrderedSteps;

namespace {

/// Notes what is done, and whether two threads were in the guarded steps at once.
struct Watch {
    std::vector<std::size_t> begun, taken;
    std::vector<int> ended;
    std::size_t most_open = 0;
    std::atomic<int> inside{0};
    std::atomic<bool> overlapped{false};
    std::function<void(const std::string& step, std::size_t at)> on = [](const std::string&, std::size_t) {};

    explicit Watch(std::size_t n) : ended(n, 0) {}

    void guarded(const std::function<void()>& body) {
        if (++inside > 1) { overlapped = true; }
        try {
            body();
        } catch (...) {
            --inside;
            throw;
        }
        --inside;
    }

    OrderedSteps steps() {
        return {[this](std::size_t at) {
                    guarded([&] {
                        begun.push_back(at);
                        most_open = std::max(most_open, begun.size() - taken.size());
                        on("begin", at);
                    });
                },
                [this](std::size_t at) {
                    // Every fourth is slow, so that those behind it come first.
                    std::this_thread::sleep_for(std::chrono::microseconds(at % 4 == 0 ? 600 : 20));
                    on("work", at);
                },
                [this](std::size_t at) { guarded([&] { ++ended[at]; }); },
                [this](std::size_t at) {
                    guarded([&] {
                        on("take", at);
                        taken.push_back(at);
                    });
                },
                [] { return false; }};
    }
};

std::vector<std::size_t> up_to(std::size_t n) {
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < n; ++i) { numbers.push_back(i); }
    return numbers;
}

}  // namespace

TEST_CASE("items are begun and taken in order, so many at a time, by one thread at a time") {
    for (const std::size_t threads : {1U, 2U, 4U}) {
        for (const std::size_t most : {1U, 2U, 5U}) {
            for (const std::size_t n : {0U, 1U, 60U}) {
                Watch watch(n);
                in_order(n, threads, most, watch.steps());
                INFO(threads << " threads, " << most << " places, " << n << " items");
                CHECK(watch.begun == up_to(n));
                CHECK(watch.taken == up_to(n));
                CHECK(watch.ended == std::vector<int>(n, 1));
                CHECK(watch.most_open <= most);
                CHECK_FALSE(watch.overlapped);
            }
        }
    }
}

TEST_CASE("where items fail, those before are taken, none behind, and the first failure is thrown again") {
    for (const std::size_t threads : {1U, 2U, 4U}) {
        for (const std::string step : {"begin", "work", "take"}) {
            Watch watch(60);
            watch.on = [&](const std::string& here, std::size_t at) {
                if (here != step || (at != 8 && at != 9)) { return; }
                throw std::runtime_error(step + " " + std::to_string(at));
            };
            INFO(threads << " threads, " << step);
            CHECK_THROWS_WITH(in_order(60, threads, 6, watch.steps()), step + " 8");
            CHECK(watch.taken == up_to(8));
            for (const std::size_t at : watch.begun) { CHECK(watch.ended[at] == 1); }
        }
    }
}

TEST_CASE("a stop, which the calling thread alone asks for, lets what is begun be taken") {
    for (const std::size_t threads : {1U, 2U, 4U}) {
        Watch watch(1000);
        OrderedSteps steps = watch.steps();
        const auto calling = std::this_thread::get_id();
        bool elsewhere = false;
        steps.stop = [&] {
            elsewhere = elsewhere || std::this_thread::get_id() != calling;
            return watch.begun.size() >= 10;
        };
        in_order(1000, threads, 4, steps);
        CHECK(watch.taken == watch.begun);
        CHECK(watch.taken.size() >= 10);
        CHECK(watch.taken.size() < 1000);
        CHECK_FALSE(elsewhere);
    }
}
