#include "pipeline/run/genotype_request.hpp"

#include "tests/support/error_matcher.hpp"

#include <catch2/catch.hpp>

namespace atria::pipeline {
namespace {

TEST_CASE("regions and chromosomes are read as people write them") {
    const Region region = parse_region("chr6:25000000-34000000");
    CHECK(region.chromosome == 6);
    CHECK(region.first == 25'000'000);
    CHECK(region.last == 34'000'000);
    CHECK(parse_region("X:5").chromosome == 23);
    CHECK(parse_region("X:5").last == 5);
    for (const char* wrong :
         {"6", "6:", "6:0-5", "6:9-5", "6:1-", "6:1-x", "Z:1-5", "6:1-5000000000", ":1-5", "000-34"}) {
        test::requires_error([&] { (void)parse_region(wrong); }, Fault::usage, {wrong, "6:25000000-34000000"});
    }
    CHECK(parse_chromosomes({"X", "21-22", "21", "MT"}) == std::vector<Chromosome>{21, 22, 23, 25});
    CHECK(parse_chromosomes({}).empty());
    CHECK(parse_chromosomes({"23-25"}) == std::vector<Chromosome>{chromosome_x, chromosome_y, chromosome_mt});
    CHECK(parse_region("25:60-80").chromosome == chromosome_mt);
    for (const char* wrong : {"26", "22-1", "one", ""}) {
        test::requires_error([&] { (void)parse_chromosomes({wrong}); }, Fault::usage, {"1-22"});
    }
}

}  // namespace
}  // namespace atria::pipeline
