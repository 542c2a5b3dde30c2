#include "pipeline/comm/mpi_communicator.hpp"

#include "pipeline/comm/mpi_session.hpp"
#include "pipeline/comm/together.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

// Runs on any number of ranks, also on one without a launcher; ctest starts it on 1, 2 and 4.
using namespace atria;
using pipeline::AgreedError;
using pipeline::Communicator;

namespace {

const Communicator& all_ranks() {
    static int argc = 0;
    static char** argv = nullptr;
    static const pipeline::MpiSession session(argc, argv);
    return session.communicator();
}

/// Rank r's share: r + 1 times the letter of r, rank 1's is empty.
std::string share_of(int rank) {
    if (rank == 1) { return ""; }
    return std::string(static_cast<std::size_t>(rank) * 1000 + 1, static_cast<char>('a' + rank));
}

std::string text(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::span<const std::byte> bytes(const std::string& words) { return std::as_bytes(std::span(words)); }

}  // namespace

TEST_CASE("gathered shares come in rank order", "[ranks]") {
    const Communicator& ranks = all_ranks();
    const std::string mine = share_of(ranks.rank());
    const auto all = ranks.gather_to_all(bytes(mine));
    REQUIRE(all.size() == static_cast<std::size_t>(ranks.size()));
    for (int rank = 0; rank < ranks.size(); ++rank) {
        CHECK(text(all[static_cast<std::size_t>(rank)]) == share_of(rank));
    }

    const auto at_root = ranks.gather_to_root(bytes(mine));
    CHECK(at_root.size() == (ranks.is_root() ? all.size() : 0));
    if (ranks.is_root()) { CHECK(at_root == all); }
}

TEST_CASE("a gather in many small pieces is the same gather", "[ranks]") {
    all_ranks();
    if (all_ranks().size() == 1) { return; }
    pipeline::MpiCommunicator ranks;
    const auto whole = ranks.gather_to_all(bytes(share_of(ranks.rank())));
    for (const std::size_t piece : {1U, 7U, 1000U}) {
        ranks.set_piece_bytes(piece);
        CHECK(ranks.gather_to_all(bytes(share_of(ranks.rank()))) == whole);
        CHECK(ranks.same_on_all(std::string(5000, 'x')));
        CHECK_FALSE(ranks.same_on_all(std::string(5000, 'x') + std::to_string(ranks.rank())));
    }
}

TEST_CASE("votes, sums and comparisons are the same on all ranks", "[ranks]") {
    const Communicator& ranks = all_ranks();
    const auto n = static_cast<std::uint64_t>(ranks.size());
    const auto rank = static_cast<std::uint64_t>(ranks.rank());
    CHECK(ranks.all_ok(true));
    CHECK_FALSE(ranks.all_ok(ranks.rank() + 1 != ranks.size()));
    CHECK(ranks.sum_all(rank + 1) == n * (n + 1) / 2);
    CHECK(ranks.max_all(rank) == n - 1);
    CHECK(ranks.same_on_all("equal"));
    CHECK(ranks.same_on_all(std::to_string(rank)) == (ranks.size() == 1));
    ranks.barrier();
}

TEST_CASE("when one rank fails, all leave with its message and its code", "[ranks]") {
    const Communicator& ranks = all_ranks();
    const int failing = ranks.size() - 1;
    int code = 0;
    std::string message;
    try {
        pipeline::together(ranks, [&] {
            if (ranks.rank() == failing) { throw Error(Fault::bad_data, "row 7 is wrong"); }
        });
    } catch (const AgreedError& error) {
        code = error.exit_code();
        message = error.what();
        CHECK(error.rank() == failing);
    }
    CHECK(code == 65);
    CHECK(message == "row 7 is wrong");
    CHECK(ranks.all_ok(true));  // and the communicator still works
}

TEST_CASE("of several failures the lowest rank's is told", "[ranks]") {
    const Communicator& ranks = all_ranks();
    std::string message;
    try {
        pipeline::together(ranks, [&] { throw Error(Fault::bad_data, "rank " + std::to_string(ranks.rank())); });
    } catch (const AgreedError& error) { message = error.what(); }
    CHECK(message == "rank 0");
}

TEST_CASE("a failure reaches ranks that wait in any collective", "[ranks]") {
    const Communicator& ranks = all_ranks();
    const bool fails = ranks.rank() + 1 == ranks.size();
    const std::vector<std::function<void()>> collectives{
        [&] { ranks.barrier(); },
        [&] { (void)ranks.gather_to_all(bytes("abc")); },
        [&] { (void)ranks.gather_to_root(bytes("abc")); },
        [&] { (void)ranks.all_ok(true); },
        [&] { (void)ranks.same_on_all("abc"); },
        [&] { (void)ranks.sum_all(1); },
        [&] { (void)ranks.max_all(1); },
    };
    for (const auto& collective : collectives) {
        int code = 0;
        try {
            if (fails) { ranks.fail_together(69, "no space"); }
            collective();
        } catch (const AgreedError& error) { code = error.exit_code(); }
        CHECK(code == 69);
    }
}

TEST_CASE("ranks in different collectives are told so instead of waiting for ever", "[ranks]") {
    const Communicator& ranks = all_ranks();
    if (ranks.size() == 1) { return; }
    int code = 0;
    try {
        ranks.is_root() ? ranks.barrier() : void(ranks.sum_all(1));
    } catch (const AgreedError& error) { code = error.exit_code(); }
    CHECK(code == 1);
}

TEST_CASE("a request to stop reaches all ranks, and a failure outweighs it", "[ranks]") {
    const Communicator& ranks = all_ranks();
    const bool last = ranks.rank() + 1 == ranks.size();
    for (int round = 0; round < 3; ++round) {  // nothing is left over for the next one
        CHECK(ranks.asked_to_stop() == 0);
        ranks.barrier();
        int code = 0;
        std::string message;
        try {
            pipeline::together(ranks, [&] {
                if (last) { ranks.ask_all_to_stop(15); }
                while (ranks.asked_to_stop() == 0) {}
                CHECK(ranks.asked_to_stop() == 15);
                if (last && round == 1) { throw Error(Fault::read_write, "a shard is gone"); }
                throw Error(Fault::checkpointed, "stopped");
            });
        } catch (const AgreedError& error) {
            code = error.exit_code();
            message = error.what();
        }
        CHECK(code == (round == 1 ? 74 : 75));
        CHECK(message == (round == 1 ? "a shard is gone" : "stopped"));
    }
}

TEST_CASE("a request to stop that nobody has looked at is not left under way", "[ranks]") {
    const Communicator& ranks = all_ranks();
    int code = 0;
    try {
        pipeline::together(ranks, [&] {
            ranks.ask_all_to_stop(10);  // everybody at once
            throw Error(Fault::checkpointed, "stopped");
        });
    } catch (const AgreedError& error) { code = error.exit_code(); }
    CHECK(code == 75);
    CHECK(ranks.asked_to_stop() == 0);
}
