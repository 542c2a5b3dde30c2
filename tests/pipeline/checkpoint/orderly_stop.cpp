#include "pipeline/checkpoint/orderly_stop.hpp"

#include "pipeline/checkpoint/stop_signals.hpp"
#include "pipeline/comm/one_rank.hpp"
#include "tests/support/error_matcher.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <thread>

using namespace atria;
using pipeline::OneRank;
using pipeline::OrderlyStop;
using pipeline::StopSignals;

TEST_CASE("a signal is a request, also where it was ignored before, and afterwards it is ignored again") {
    std::signal(SIGUSR1, SIG_IGN);
    for (const int signal : {SIGTERM, SIGUSR1, SIGUSR2}) {
        const StopSignals signals;
        const OneRank alone;
        const OrderlyStop stop(alone, 0);
        CHECK_NOTHROW(stop.check());
        std::raise(signal);
        test::requires_error([&] { stop.check(); }, Fault::checkpointed, {"SIG", "same command"});
        CHECK(stop.due());
    }
    struct sigaction now {};
    sigaction(SIGUSR1, nullptr, &now);
    CHECK(now.sa_handler == SIG_IGN);
    std::signal(SIGUSR1, SIG_DFL);
    const OneRank alone;
    CHECK_FALSE(OrderlyStop(alone, 0).due());  // what came before is forgotten
}

TEST_CASE("the time is over when the program has run so long") {
    const OneRank alone;
    CHECK_FALSE(OrderlyStop(alone, 1'000'000).due());
    while (pipeline::seconds_since_start() < 1.1) { std::this_thread::sleep_for(std::chrono::milliseconds(100)); }
    const OrderlyStop stop(alone, 1);
    test::requires_error([&] { stop.check(); }, Fault::checkpointed, {"--max-time"});
}

TEST_CASE("a failure is a reason to stop for the others") {
    const OneRank alone;
    const OrderlyStop stop(alone, 0);
    stop.tell_of_failure();
    test::requires_error([&] { stop.check(); }, Fault::checkpointed, {"failed"});
}
