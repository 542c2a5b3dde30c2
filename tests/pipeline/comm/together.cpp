#include "pipeline/comm/together.hpp"

#include "pipeline/comm/one_rank.hpp"

#include <catch2/catch.hpp>
#include <new>

using namespace atria;
using pipeline::describe_failure;

TEST_CASE("every kind of exception has its exit code") {
    CHECK(describe_failure(Error(Fault::refused, "no")).exit_code == 77);
    CHECK(describe_failure(Error(Fault::refused, "no")).message == "no");
    CHECK(describe_failure(std::bad_alloc()).exit_code == 69);
    CHECK(describe_failure(std::logic_error("x")).exit_code == 1);
    CHECK(describe_failure(std::runtime_error("x")).exit_code == 1);
    CHECK(describe_failure(pipeline::AgreedError(1, 3, "x")).exit_code == 1);
}

TEST_CASE("on one rank a failed part is thrown on with its code") {
    const pipeline::OneRank alone;
    bool done = false;
    pipeline::together(alone, [&] { done = true; });
    CHECK(done);
    CHECK_THROWS_AS(pipeline::together(alone, [] { throw Error(Fault::bad_data, "x"); }), pipeline::AgreedError);
    CHECK_THROWS_WITH(pipeline::together(alone, [] { throw Error(Fault::bad_data, "row 3"); }), "row 3");
}
