#include "pipeline/comm/dry_run_communicator.hpp"

#include <catch2/catch.hpp>

using atria::pipeline::DryRunCommunicator;

TEST_CASE("a dry run answers as one rank of many") {
    const DryRunCommunicator third(2, 10'000);
    CHECK(third.rank() == 2);
    CHECK(third.size() == 10'000);
    CHECK_FALSE(third.is_root());
    CHECK(third.sum_all(3) == 30'000);
    CHECK(third.max_all(3) == 3);
    CHECK(third.gather_to_all({}).size() == 10'000);
    CHECK(third.gather_to_root({}).empty());
    CHECK(DryRunCommunicator(0, 5).gather_to_root({}).size() == 5);
    CHECK_THROWS_AS(DryRunCommunicator(5, 5), std::logic_error);
}
